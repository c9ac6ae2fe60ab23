"""Pages of people: preferences here, more by subject beside."""
