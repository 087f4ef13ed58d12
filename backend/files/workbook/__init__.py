"""Our workbook: written for one member and round, and read back by its marks, its codes or its words."""
