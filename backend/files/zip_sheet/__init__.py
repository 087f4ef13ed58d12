"""The ZIP sheet: counts by ZIP code, divided among every area list a member answers."""
