"""The doors of Caretrail: pages, command line and imports."""
