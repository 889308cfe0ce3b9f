"""Reading a plan from the paper it is written on: Word, Excel or text, in any layout. Plain Python
throughout.
"""
