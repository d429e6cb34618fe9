"""What holds for every request and every answer, whatever page they are of."""
