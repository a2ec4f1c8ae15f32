"""What hospitality cost, for whoever answers for it: by client, department, month and kind; rules broken, settlements open, tax, the ledger."""
