"""The words of the difficult publication: in six languages and three scripts, too long, or shaped to break out."""

from __future__ import annotations

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_TITLE = (
    "Why, after a year of talks between eleven studios, four unions and a maker of models that none of them trusted, "
    "the question of who may copy a voice went back to the table where it had begun, and what the actors who sat "
    "there say about the weeks in which nobody asked them anything at all"
)
ARABIC = "هوليوود تخشى الذكاء الاصطناعي (2026): ماذا يقول الممثلون؟"
HEBREW = "האולפנים חתמו על הסכם, והשחקנים שואלים: מי שאל אותנו?"
ARABIC_NAME = "ليلى (2026)"
HEBREW_NAME = "נועה לוי"
JAPANESE = "生成AIと映画：声優たちは何を恐れ、何を望んでいるのか"
GERMAN = "Künstliche Stimmen: Wie die Synchronbranche um ihre Zukunft ringt"
HOSTILE = '</title><script>alert("1")</script> & {{ 7 * 7 }} <b>bold</b>'
TAGS = ("Voice", "Droits d’auteur", "Training data", "Œuvres", "Unions", "Bild- und Tonwesen")
SOURCES = ("The Gazette", "L’Écho du cinéma", "Filmkritik heute", "映画新聞", "A Very Long Name of a Trade Paper")
LANGUAGES = ("en", "fr", "de", "ja")
STORYLINES = {
    "person": "Ada Example",
    "film": "The Last Reel",
    "company": "Models & Sons",
    "model": "Projector",
    "case": "Guild v. Machine",
    "theme": "L’avenir du doublage",
}
TITLES = (
    "A week of voices",
    "Nobody in particular",
    "Dubbing",
    "Who owns the day for night?",
    "Le droit, la voix et l’image",
    "Eleven studios, four unions and one long table",
    "Prologue",
)
ORDINARY = (
    "Studios sign a first agreement on digital doubles with the actors’ guild",
    "A model that lights a scene: what two gaffers made of it",
    "Court lets the illustrators’ case go to trial",
    "Festival asks its juries to look at how films were made",
    "Editors weigh what they would hand over, and what they would not",
)
NOTE = (
    "The agreement names a fee for every later use and lets either side leave after a year. What it does not name is "
    "who decides that a double is one; the last page, which few have quoted, leaves that to a board of five."
)
QUOTATION = (
    "After months of talks the two sides have agreed on terms that both of them describe as a beginning, and which "
    "lawyers on either bench have already called unclear."
)
LETTER = f"""\
Two contracts and a film this week, and all three ask the same thing: who has to be asked.

{NOTE} We have read it [twice](https://law.example/agreement), and put the board first."""
FRENCH_TITLES = (
    "Pourquoi les doubleurs redoutent-ils leurs répliques numériques ?",
    "« L’auteur, c’est qui ? » : une œuvre devant le juge",
    "Première semaine : ce que l’accord change, et ce qu’il ne change pas",
)
FRENCH_NOTE = (
    "L’accord fixe un tarif : chaque réplique sera payée, dit la guilde ; « rien ne se fera sans nous ! » Reste une "
    "question : qui décide, et quand ? Le 1er avril, cinq personnes diront ce qu’est une œuvre."
)
ALSO = (ORDINARY[0], FRENCH_TITLES[0], "", ARABIC, GERMAN, JAPANESE, LONG_TITLE)
ALSO_LANGUAGES = ("en", "fr", "", "ar", "de", "ja", "en")
MARKDOWN = f"""\
> {QUOTATION}
>
> A second paragraph of it, with *emphasis*.

A paragraph with *emphasis*, **weight**, `code`, a [link](https://elsewhere.example/a?b=c&d=e), a note[^1], H~2~O,
and {LONG_WORD}.

## A heading

### A heading below it

- one
- two
    1. two and a half
    2. and more
- three

1. first
2. second

| Model | Seconds | What it is for, in a sentence that is too long for a narrow screen |
|:------|--------:|:----------------------------------------------------------------:|
| A     | 12      | Light, colour, and the grain of a film stock that nobody sells     |
| B     | 1200    | {LONG_WORD} |

```python
for frame in reel:  # a line of code that is much too long for a telephone and has to be scrolled from side to side
    print(frame)
```

> A second quotation, which is the editor's doing.

---

![A sun above the horizon](/images/wide.jpg)

Line one<br>Line two. <span lang="fr">Un mot en français.</span> <kbd>Tab</kbd>, <mark>marked</mark>, <del>gone</del>.

[^1]: The note, with a [link](/issues/) of ours.
"""


def slug(n: int) -> str:
    return f"2026/11/{n:02d}/{ORDINARY[n % len(ORDINARY)].lower().replace(' ', '-').replace('’', '')[:34]}"
