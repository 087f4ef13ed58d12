"""A member's own file: pointed at once in the page, read by that mapping ever after; numbers as people write them."""
