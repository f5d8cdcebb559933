"""Words by which a buyer says that his question needs no answer any more: "laissez tomber", "cela me suffit", or, once
he has one, "tout est clair"."""

import re

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.triage.orders_language import body_lines

_LONGEST = 600  # characters of a mail that may say no more than that
_MOST_WORDS = 25
_ASKED = r"(?:question|demande|sollicitation|message)"
_BOUGHT = r"(?:projet|marche|achat|consultation)"
_ENDS = r"\s*(?=$|[.,;!]|merci\b|et merci\b)"  # nothing follows that would say of which part only
# What is bought may be given up, and the question asked for what comes instead: only courtesy follows.
_GIVEN_UP = r"\W*(?=$|(?:et |donc )?(?:merci|je vous remercie|desole|pardon|excuse|inutile|laisse|plus besoin|bonne))"
_OFF = r" (?:est |etait |a ete |finalement )*(?:annule|abandonne)e?"
_THESE = r"ces (?:pages|ressources|liens|elements|documents|guides|informations)"
_IT = rf"(?:cela|ca|elles|ils|{_THESE})"  # behind other words these may be lots, or a share of organic food
_VOID = re.compile(
    "|".join(
        (
            r"(?:\b(?:je n'ai|nous n'avons|on n'a|n'en (?:ai|avons)|n'y a)(?: donc| finalement)? |(?:^|[.,;!] ?))"
            rf"plus besoin(?: de (?:reponse|votre (?:aide|reponse))| d'(?:aide|une reponse))?{_ENDS}",
            rf"(?:(?:^|[.;!] ?|\b(?:merci|ok|parfait)\W{{0,3}}){_IT}|\b{_THESE}) (?:me |nous )?suffi(?:t|sent)"
            rf"(?: (?:largement|amplement|bien|tout a fait))?{_ENDS}",
            rf"\b(?:annul(?:er|ez|ons|e)|abandonn(?:e|ons|er)|retirez?|retirons) (?:\w+ )?"
            rf"(?:ma|notre|la|cette|mon|le|ce) (?:{_ASKED}{_ENDS}|{_BOUGHT}{_GIVEN_UP})",
            rf"(?:^|[.,;!] ?|\b(?:ma|notre|mon|le|la|ce|cette) )(?:{_ASKED}{_OFF}{_ENDS}|{_BOUGHT}{_OFF}{_GIVEN_UP})",
            rf"\blaiss(?:ez|er) tomber(?: (?:ma|notre|la|cette) (?:{_ASKED}|{_BOUGHT}))?{_ENDS}",
            rf"\binutile de (?:me |nous )?(?:repondre|donner suite){_ENDS}",
            r"\bne (?:pas )?donn(?:er|ez) (?:pas )?(?:de )?suite\b",
            r"\b(?:ai|avons) (?:enfin |finalement |deja )?trouve (?:(?:la |une |notre |ma )?(?:reponse|solution)"
            rf"(?: ailleurs| entre temps)?)?{_ENDS}",
        )
    )
)
# He asks or corrects something besides: the question lives.
_GOES_ON = re.compile(
    r"\?|\bn'(?:annul|abandonn)|\bne (?:me |nous )?suffi|\b(?:mais|toutefois|cependant|en revanche|par contre|sinon|"
    r"plutot|a la place|desormais|maintenant|encore|toujours|voici|nouvelle question|autre question|si|seulement|"
    r"uniquement|sauf|reste|re(?:lanc|publi|commenc)\w*)\b"
)
_SERVED = re.compile(
    r"(?<!\bne )(?<!\bqui )(?<!\bqui me )(?<!\bqui nous )\brepond(?:ent)? "
    r"(?!en partie|partiellement|presque|peu\b|mal\b|pas\b|plus\b|guere\b)(?:(?!pas\b)\w+ ){0,2}"
    r"a (?:ma|notre|mes|nos) (?:questions?|demandes?|besoins?|attentes?)\b(?! (?:sur|pour|concernant|quant)\b)"
)
# What the letter with the answer asks for in a word. "Oui" alone may answer something that was asked in it.
_AGREED = re.compile(
    r"(?!oui\W*$)(?:(?:oui|ok(?:ay)?|d'accord|entendu|(?:bien |c'est |c'est bien )?(?:recu|note|compris)|"
    r"pour (?:moi|nous)|(?:(?:c'est|tout est|tout|cela est) )?(?:tres |bien |plus )?clair|c'est (?:bon|ok|tout bon)|"
    r"ca marche|(?:cela|ca|votre reponse|elle) repond (?:bien |parfaitement )?"
    r"a (?:ma|notre|mes|nos) (?:question|demande|attente)s?)[\s.,;!-]*){1,5}"
)


def takes_back(text: str) -> bool:
    """Whether a buyer's newest text says, in few words, that no answer is needed, and nothing else. Never raises."""
    if len(text) > _LONGEST:
        return False
    lines = [line for line in body_lines(text) if not is_courtesy(line) and not line.startswith(">")]
    said = " ".join(fold(" ".join(lines)).split())
    if len(said.split()) > _MOST_WORDS or _GOES_ON.search(said):
        return False
    return _VOID.search(said) is not None


def is_served(text: str) -> bool:
    """Whether thanks say that the question has its answer: "ces pages répondent à ma question, merci"."""
    return _SERVED.search(fold(text)) is not None


def agrees(text: str) -> bool:
    """Whether a buyer's newest text says "tout est clair", "ok" and no more: as good as thanks, once he is answered."""
    if len(text) > _LONGEST:
        return False
    said = [line.strip() for line in body_lines(text) if not line.startswith(">")]
    core = " ".join(line for line in said if not is_courtesy(line)) or " ".join(said)
    return _AGREED.fullmatch(fold(core).strip()) is not None
