"""Speed, as ratios to what the same run can do at best."""
