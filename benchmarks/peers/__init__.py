"""The clerk's day by what somebody would use instead, each in an environment and a process of its own."""
