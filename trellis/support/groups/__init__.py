"""Groups: children who meet an adult again and again, whose turn it is, who is in them and who came."""
