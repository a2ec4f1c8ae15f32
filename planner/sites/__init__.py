"""Sites: what can be visited, how one walks there, and what has to be kept in mind."""
