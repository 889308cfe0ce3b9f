"""What people are invited to and attend: meetings and visits, what was said there and promised."""
