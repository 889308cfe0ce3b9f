"""The layouts of files about schools and pupils, one module each."""
