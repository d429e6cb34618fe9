"""The same records for programs: `/api/v1`, its description, and its errors (RFC 9457)."""
