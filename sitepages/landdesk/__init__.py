"""The doors of the land inside the Wagtail admin: imports as reviewed changes, facts with their receipts."""
