"""All charts of a disclosure by name, for who wants one as a file."""

from __future__ import annotations

from collections.abc import Callable

from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.present import charts
from analysis.present.phrases import Lang
from analysis.present.specification import Chart
from analysis.present.structure import charts as structure
from analysis.present.structure import project_charts

_Maker = Callable[[Answers, Disclosure, Lang], Chart]

#: name -> how the chart is made; the names begin with the notebook that shows it.
CHARTS: dict[str, _Maker] = {
    "changes-waterfall": lambda found, budget, lang: charts.waterfall(found.changes, budget, lang),
    "changes-by-source": lambda found, budget, lang: charts.by_source(found.changes, budget, lang),
    "structure-functions": lambda found, budget, lang: structure.functions(found.structure, budget, lang),
    "structure-by-use": lambda found, budget, lang: structure.by_use(found.structure, budget, lang),
    "structure-by-unit": lambda found, budget, lang: structure.by_unit(found.structure, budget, lang),
    "structure-projects": lambda found, budget, lang: project_charts.projects(found.structure, budget, lang),
    "structure-lorenz": lambda found, budget, lang: project_charts.lorenz(found.structure, budget, lang),
}
