"""What hospitality really cost and who was really there: settlement, the match of heads, receipts, and the register of gifts."""
