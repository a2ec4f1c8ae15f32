"""The stages of the method: each takes a state and returns a better one."""
