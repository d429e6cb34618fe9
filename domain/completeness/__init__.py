"""What an office looks for in a record: thirty rules, each a question that a file answers by itself."""
