"""What is true: facts, the aggregates that make them, and the rules that judge them."""
