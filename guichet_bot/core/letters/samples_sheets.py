"""Sample rows and sheets of the regular letters, for `samples`."""

from guichet_bot.core.letters.actions import held_buttons
from guichet_bot.core.letters.links import Button, mailto, order
from guichet_bot.core.letters.sheet import Bar, Row, Section, Sheet
from guichet_bot.core.mail.token import ReplyTo
from guichet_bot.core.model import Desk


def _rows(desk: Desk) -> tuple[Row, ...]:
    to = ReplyTo(desk.address)

    def buttons(line: int, number: str) -> tuple[Button, ...]:
        whom = order("Réattribuer", to, "", f"{number} réattribuer ", f"« {line} réattribuer » et un nom")
        return (whom, order("Clore", to, "", f"{number} clore", f"« {line} clore »"))

    new, late, alone = (f"{desk.prefix}-2026-{number:04}" for number in (42, 40, 41))
    topic = "Restauration collective et EGalim"
    return (
        Row("Produits durables à la cantine", 1, new, topic, "proposée à Anne Vidal",
            "promise pour le jeudi 26 novembre", "reçue hier", "Thème reconnu avec une confiance élevée.",
            buttons(1, new), "de Jeanne Martin"),
        Row("Écolabels du papier", 2, late, "Fournitures de bureau", "proposée à Paul Ferrand",
            "promise pour aujourd’hui, 17 h", "reçue il y a 4 jours", "", buttons(2, late), "de Luc Morel"),
        Row("Un marché réservé ?", 3, alone, "Insertion", "", "promise pour le jeudi 26 novembre", "reçue hier",
            "Aucun expert ne l’a : elle vous attend.", buttons(3, alone), "de Zoé Blanc"),
    )  # fmt: skip


def weekly_rows(desk: Desk) -> tuple[Row, ...]:
    number, to = f"{desk.prefix}-2026-0042", ReplyTo(desk.address)
    reply = Button("Répondre", mailto(to, f"Réponse {number}"), f"écrivez à {desk.address}")
    skip = order("Je passe", to, f"Je passe {number}", "je passe", f"écrivez « je passe » à {desk.address}")
    return (
        Row("Produits durables à la cantine", 0, number, "Restauration collective et EGalim", "",
            "promise pour le jeudi 26 novembre", "proposée le lundi 23 novembre", "", (reply, skip),
            "Commune, département 31"),
    )  # fmt: skip


def held_rows(desk: Desk) -> tuple[Row, ...]:
    note = "L’adresse de l’expéditeur n’est pas celle à qui nous avions écrit."
    return (
        Row("Produits durables", age="mis de côté le lundi 16 novembre", note=note, who="de j.martin@gmail.example",
            buttons=held_buttons(118, ReplyTo(desk.address), note)),
    )  # fmt: skip


def digest(desk: Desk) -> Sheet:
    new, late, alone = _rows(desk)
    return Sheet(
        day="mardi 24 novembre 2026",
        reconciled="14\u00a0courriers dans la boîte depuis le point du lundi 23 novembre = 14\u00a0traités\u00a0: "
        "6 questions, 3 réponses, 2 automatiques, 1 refus, 1 remerciement, 1 mis de côté pour vous.",
        summary="1 nouvelle, 1 en retard ou pour aujourd’hui, 2 en attente de vous",
        sections=(
            Section("En retard, ou pour aujourd’hui", (late,)),
            Section("En attente de vous", (alone, *held_rows(desk))),
            Section("Nouvelles questions", (new,), "Sans nouvelle de vous, ces propositions suivent leur cours."),
            Section(
                "Répondues depuis le dernier point",
                items=(f"4. Insertion dans un marché d’entretien ({desk.prefix}-2026-0039) : réponse de Paul Ferrand",),
            ),
            Section("Refus et silences", items=(f"3. Un marché réservé ? ({alone.number}) : Anne Vidal a décliné",)),
            Section(
                "Absences en cours et à venir",
                items=("Anne Vidal, du lundi 30 novembre au vendredi 4 décembre : sans suppléant, 1 question en main",),
            ),
            Section(
                "Ce qui revient",
                items=("Restauration collective et EGalim : 3 questions semblables de 2 structures depuis 90 jours",),
                note="De quoi réunir un groupe de travail : trois questions semblables, de plusieurs structures.",
            ),
        ),
        weeks=tuple(
            Bar(day, count, count / 6) for day, count in (("02/11", 3), ("09/11", 6), ("16/11", 4), ("23/11", 2))
        ),
        weeks_title="Questions reçues, par semaine (date du lundi)",
        bars=(Bar("Restauration", 6, 1.0), Bar("Textile", 3, 0.5), Bar("Nettoyage", 1, 1 / 6)),
        bars_title="Par thème, depuis 90 jours",
    )
