"""Names for people who do not exist. Every list was written for the demonstration; any likeness is chance."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Heritage:
    """A family background: what its children may be called, what is spoken at home, how often it is met."""

    share: float
    ethnicity: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]
    language: str = "en"  # a BCP 47 tag
    language_name: str = "English"
    # Of families: how many speak that language at home, and how many of those need an interpreter.
    speaks_it: float = 0.0
    needs_interpreter: float = 0.0
    # Which days set apart by a religious body its families may keep.
    keeps: str = ""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BRITISH_GIRLS: Final = _names(
    "Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophie Daisy Grace Poppy Evie "
    "Elsie Harper Phoebe Ella Matilda Maisie Charlotte Emily Hallie Sienna Evelyn Jessica Penelope Ruby "
    "Arabella Thea Orla Erin Nancy Bonnie Martha Lottie Edith Beatrice Imogen Heidi Eliza Robyn Amber "
    "Holly Megan Tilly Niamh Seren Cerys Eleri Skye Iona Clara Violet Mabel Ottilie Margot Darcie "
    "Summer Lola Zara Bethany Abigail"
)
_BRITISH_BOYS: Final = _names(
    "Oliver George Noah Arthur Harry Leo Jack Charlie Theo Freddie Alfie Archie Henry Oscar Jude Thomas "
    "Finley Jacob William James Lucas Edward Roman Albie Tommy Teddy Reuben Louie Ezra Rory Ronnie "
    "Frankie Toby Elijah Sonny Hugo Rowan Dylan Jenson Harvey Ellis Stanley Bobby Felix Ralph Caleb "
    "Jasper Kit Callum Lewis Rhys Gethin Ewan Angus Owen Connor Ryan Tyler Kian Brodie Blake Jayden "
    "Corey Kai Austin Elliot Dexter Otis"
)
_BRITISH_SURNAMES: Final = _names(
    "Ashdown Barraclough Beckwith Bellwood Birtwhistle Blenkinsop Bowdler Bramhall Brearley Broadbent "
    "Burnell Calloway Cartwright Catterall Chadderton Clegg Cobbold Copperthwaite Cragg Crowther Dainty "
    "Dalby Deakin Derwent Dewhurst Dinsdale Drabble Dunmore Eckersley Egerton Fairhurst Farnell Fawcett "
    "Fenwick Fitton Foxcroft Garside Gathercole Gledhill Goodacre Greenhalgh Grimshaw Halliwell Hanley "
    "Hardcastle Hargreaves Harker Haslam Haworth Heathcote Hebden Hepworth Higginbottom Hindle "
    "Hollingworth Holroyd Horrocks Huckle Illingworth Ingham Jagger Jessop Kellett Kershaw Kettlewell "
    "Lambton Langstaff Larkham Leadbetter Lockyer Longbottom Lumley Marsden Mawson Merriweather "
    "Micklethwaite Midgley Milburn Moxon Murgatroyd Nettleship Nuttall Oakden Ogden Oldroyd Ormerod "
    "Otterburn Padgett Pemberton Pickersgill Pilling Postlethwaite Priestley Quarmby Radcliffe "
    "Ramsbottom Rathbone Redfern Ridgway Rimmer Rowbotham Rushworth Salthouse Satterthwaite Scargill "
    "Seddon Shackleton Sidebottom Slingsby Spofforth Stansfield Starkie Stothard Sugden Sutcliffe "
    "Swales Tattersall Tempest Thackray Thornber Threlfall Tillotson Tordoff Trippier Tunstall "
    "Twistleton Unsworth Varley Wadsworth Walmsley Wardle Weatherill Westerdale Whitwam Widdop "
    "Wigglesworth Winstanley Woodhead Wormald Yarwood Yeadon Young Brown Taylor Davies Evans Roberts "
    "Walker Wright Hughes Edwards Green Hall Wood Harris Griffiths Powell Pritchard Bevan Cadwallader "
    "Maddocks Penhallow Trevorrow Nankervis Sinclair Buchanan Laird"
)

HERITAGES: Final[dict[str, Heritage]] = {
    "british": Heritage(0.595, "White British", _BRITISH_GIRLS, _BRITISH_BOYS, _BRITISH_SURNAMES),
    "irish": Heritage(
        0.015,
        "White Irish",
        _names("Aoife Saoirse Ciara Caoimhe Roisin Fiadh Clodagh Eabha Sadhbh Maeve"),
        _names("Cillian Oisin Fionn Darragh Tadhg Conor Rian Senan Eoin Cormac"),
        _names("Gallagher Brennan Kinsella Mulcahy Tierney Devlin Lafferty Costello Heneghan Scully"),
    ),
    "traveller": Heritage(
        0.006,
        "Traveller of Irish heritage",
        _names("Shauna Kathleen Bridget Margaret Chantelle Mary-Anne"),
        _names("Paddy Martin Johnjoe Miley Tommy Francie"),
        _names("Doran Connors Maughan Quilligan Cawley"),
    ),
    "roma": Heritage(
        0.008,
        "Roma",
        _names("Denisa Vanesa Kristina Nikola Sara Ester"),
        _names("Dominik Patrik Samuel Sebastian Erik Denis"),
        _names("Horvath Balog Kotlar Danko Tokar Lakatos"),
        *("rom", "Romani", 0.9, 0.45),
    ),
    "polish": Heritage(
        0.032,
        "Any other White background",
        _names("Zofia Maja Lena Oliwia Hanna Alicja Julia Wiktoria Natalia Kinga Gabriela Pola"),
        _names("Jakub Antoni Szymon Filip Kacper Oskar Igor Maksymilian Tymon Franciszek Nikodem Adam"),
        _names(
            "Kowalczyk Zielinska Wojcik Lewandowski Dabrowski Kaminska Szymczak Wrobel Pawlak Michalski "
            "Sikora Baran"
        ),
        *("pl", "Polish", 0.95, 0.18),
    ),
    "romanian": Heritage(
        0.022,
        "Any other White background",
        _names("Andreea Ioana Elena Daria Sofia Bianca Larisa Antonia Teodora Miruna"),
        _names("Andrei Matei Stefan Luca David Mihai Rares Tudor Vlad Darius"),
        _names("Popescu Ionescu Munteanu Dumitru Stoica Rusu Moldovan Ciobanu Dragan Lazar"),
        *("ro", "Romanian", 0.95, 0.3, "orthodox"),
    ),
    "ukrainian": Heritage(
        0.014,
        "Any other White background",
        _names("Sofiia Anastasiia Polina Daryna Zlata Yeva Kateryna Solomiia"),
        _names("Maksym Artem Danylo Bohdan Tymofii Matvii Nazar Oleksii"),
        _names("Shevchenko Bondarenko Tkachenko Kravets Melnyk Lysenko Marchenko Savchuk"),
        *("uk", "Ukrainian", 1.0, 0.5, "orthodox"),
    ),
    "pakistani": Heritage(
        0.062,
        "Pakistani",
        _names("Aisha Zainab Hafsa Maryam Inaya Anaya Fatima Aleena Zoya Hania Khadija Eshal Amna Sana"),
        _names("Muhammad Ibrahim Yusuf Eesa Zayn Hamza Adam Bilal Rayyan Haris Umar Danyal Faizan Ahsan"),
        _names(
            "Akhtar Hussain Mahmood Iqbal Qureshi Chaudhry Mirza Rafiq Shafiq Yaqoob Zaman Bashir Nawaz "
            "Sarwar"
        ),
        *("ur", "Urdu", 0.8, 0.16, "eid"),
    ),
    "bangladeshi": Heritage(
        0.028,
        "Bangladeshi",
        _names("Nusrat Tahmina Sumaiya Raisa Tasnim Anisa Jannat Mehjabin Rumaisa Labiba"),
        _names("Tanvir Rafi Mahdi Sakib Nabil Zubair Tahsin Fahim Ishaq Raihan"),
        _names("Miah Uddin Chowdhury Begum Ullah Khatun Sikdar Talukdar Ahmed Rahman"),
        *("bn", "Bengali", 0.85, 0.2, "eid"),
    ),
    "indian": Heritage(
        0.03,
        "Indian",
        _names("Anaya Diya Ishani Meera Saanvi Kavya Aarohi Jasleen Simran Riya Tara Nandini"),
        _names("Aarav Vihaan Arjun Rohan Dev Kabir Ishaan Gurdeep Harjit Veer Nikhil Ayaan"),
        _names("Patel Sharma Sandhu Dhaliwal Nair Iyer Kulkarni Gill Solanki Chauhan Menon Bains"),
        *("pa", "Panjabi", 0.7, 0.06),
    ),
    "somali": Heritage(
        0.02,
        "Black African",
        _names("Hodan Ayaan Sagal Ifrah Nimco Sahra Ubax Hibaq"),
        _names("Abdirahman Liban Mahad Guled Ismail Zakariya Abdullahi Sharmarke"),
        _names("Warsame Abdi Farah Jama Mohamud Guleid Hersi Duale Osman Elmi"),
        *("so", "Somali", 0.92, 0.34, "eid"),
    ),
    "west_african": Heritage(
        0.034,
        "Black African",
        _names("Adaeze Temiloluwa Ife Abena Efua Chiamaka Folake Esi Amara Zainabu Ama Oluchi"),
        _names("Tobi Kwame Emeka Kofi Ayomide Chidi Kojo Femi Obinna Yaw Segun Ebo"),
        _names("Adeyemi Okafor Mensah Boateng Eze Owusu Balogun Asante Nwosu Agyeman Ojo Danso"),
        *("yo", "Yoruba", 0.3, 0.03),
    ),
    "caribbean": Heritage(
        0.02,
        "Black Caribbean",
        _names("Shanice Kiara Tiana Nevaeh Aaliyah Imani Renee Jada"),
        _names("Tyrell Malachi Jaheim Kymani Andre Dante Micah Josiah"),
        _names("Campbell Grant Bailey Reid Morgan Beckford Gayle Pinnock Wynter Blackwood"),
    ),
    "chinese": Heritage(
        0.016,
        "Chinese",
        _names("Mei Hoi-Lam Jia-Yi Cheuk-Yiu Xin Yan-Tung Sum-Yuet Ling"),
        _names("Ka-Ho Chun-Hei Zi-Hao Tsz-Kit Wai-Lok Jun-Jie Ho-Yin Long"),
        _names("Chan Wong Leung Cheung Lau Tsang Zhou Lin Fung Yip"),
        *("yue", "Cantonese", 0.9, 0.22),
    ),
    "arab": Heritage(
        0.02,
        "Arab",
        _names("Layan Yara Noor Salma Reem Hala Jana Lamia Dana Rahaf"),
        _names("Omar Khalid Tariq Yazan Karim Sami Anas Laith Hadi Zaid"),
        _names("Haddad Mansour Khoury Nasser Darwish Sabbagh Hamdan Shaheen Barakat Qasim"),
        *("ar", "Arabic", 0.95, 0.4, "eid"),
    ),
    "kurdish": Heritage(
        0.016,
        "Any other ethnic group",
        _names("Rojin Berivan Shirin Dilan Zilan Helin Narin Evin"),
        _names("Azad Baran Rebin Rojhat Serhat Karwan Zana Diyar"),
        _names("Barzan Demirci Aziz Rostam Hawrami Yildiz Sharif Karimi"),
        *("ku", "Kurdish", 0.95, 0.42, "eid"),
    ),
    "mixed": Heritage(
        0.062,
        "Mixed: White and Black Caribbean",
        _BRITISH_GIRLS,
        _BRITISH_BOYS,
        _names(
            "Campbell-Reid Okonkwo Bailey Grant Ali Singh Khan Mbeki-Ward Clarke Francis Cole Bishop "
            "Adjei Lewis Chandler Osei Pryce-Jones Marsh Malik Das"
        ),
    ),
}

# What some children would rather be called.
NICKNAMES: Final = {
    "Thomas": "Tom",
    "William": "Will",
    "Edward": "Ned",
    "Jessica": "Jess",
    "Matilda": "Tilly",
    "Penelope": "Nell",
    "Beatrice": "Bea",
    "Abigail": "Abi",
    "Maksymilian": "Maks",
    "Franciszek": "Franek",
    "Anastasiia": "Nastia",
    "Temiloluwa": "Temi",
    "Abdirahman": "Abdi",
    "Muhammad": "Mo",
}

TEACHERS: Final = _names(
    "Ada Bernard Carys Dermot Elspeth Farida Gwilym Hester Ingrid Jolyon Kavita Leopold Morwenna Ngozi "
    "Osric Priya Quentin Rosamund Sunita Tobias Una Vikram Winifred Yusra Zelda Anwen Bartholomew "
    "Cosima Dilys Emrys Felicity Gulshan Horatio Isolde Jocasta Kenneth Lavinia Magnus Nadia Octavia "
    "Peregrine Rafaela Silas Tamsin"
)

STREETS: Final = (
    "Tansy Lane",
    "Weavers Row",
    "Lanternhouse Road",
    "Quill Street",
    "Copperbeech Avenue",
    "Mere Bank",
    "Old Ropewalk",
    "Thistledown Crescent",
    "Marlpit Close",
    "Bellfounder Way",
    "Cuckoo Pen",
    "Sorrel Gardens",
    "Drovers Court",
    "Fiddlers Green",
    "Kiln Yard",
    "Saltway",
    "Teasel Drive",
    "Pinder Street",
    "Larkspur Walk",
    "Withybed Lane",
    "Cooper's Hill",
    "Nightjar Close",
    "Skep Lane",
    "Harebell Terrace",
)

TOWNS: Final = ("Wealdmere", "Brackenfold", "Emberley", "Quillbrook", "Long Tansy", "Wyndle")
