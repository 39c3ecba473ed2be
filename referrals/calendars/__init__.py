"""The treatment calendar of one journey: a month on a page, and a feed for calendars outside the house."""
