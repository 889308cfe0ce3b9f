from tests.imports.bringing import *
def test_x(cast, data_folder):
    p = csv_file(data_folder, """
    | UPN | Adno | Legal Forename | Legal Surname | DOB | Gender | Year | Reg Group | Start Date | FSM | House | Contact 1 Name | Contact 1 Mobile | Address |
    | A123 | 7 | Mia | Moss | 04/05/2016 | Girl | Year 4 | 4C | 01/09/2022 | Y | Red | Meg Moss | 07700 900123 | 1 High St |
    | | 1001 | Amy | Adams | 14/01/2017 | F | 3 | 3C | | Y | Red | Ann Adams | | |
    """)
    a = bring("pupils", cast.oak, p, on="2024-09-10")
    import json; print(json.dumps(a, indent=1))
    b = bring("pupils", cast.oak, p, on="2024-09-10"); print(counts(b))
    u = take_back(a); print(u)
    assert 0
