"""Reading what an investor wrote in their own words. Pure."""
