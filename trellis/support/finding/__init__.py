"""Finding children who need more: levels of vulnerability, and cohorts of those who meet conditions."""
