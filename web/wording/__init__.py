"""How things are said: values, days, ages and kinds in words for people."""
