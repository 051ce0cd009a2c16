"""Faults put into leads/matching on purpose, one at a time: each must make a test of matching fail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """In `file` of leads/matching, the one place that reads `old` reads `new`; `what` is the fault in words."""

    what: str
    file: str
    old: str
    new: str


MUTANTS = (
    # --- which plots and sets ---
    Mutant(
        "a held plot counts as free",
        "eliminate.py",
        "if plot.status == FREE and",
        'if plot.status in (FREE, "reserved") and',
    ),
    Mutant(
        "`zones` widens what is permitted", "eliminate.py", "in ALLOWED)", "in ALLOWED or zone in (need.zones or ()))"
    ),
    Mutant(
        "a plot larger than the band is not ruled out",
        "eliminate.py",
        "return not late and not large",
        "return not late",
    ),
    Mutant("reach of a root one step short", "ball.py", "root, most - 1)", "root, max(1, most - 2))"),
    Mutant("one plot more than k", "dive.py", "left = ball.most - count", "left = ball.most - count + 1"),
    Mutant("a set is met twice", "dive.py", "            banned |= bit", "            pass"),
    Mutant(
        "a plot may be wasted with only a minimum",
        "dive.py",
        "return not self.ground.limits.minimal or",
        "return True or",
    ),
    Mutant("a plot that joins the others counts as wasted", "dive.py", " and ball.hangs_together(without):", ":"),
    # --- verdicts ---
    Mutant("unknown counts as no", "limits.py", "    return FAIL if whole else UNKNOWN", "    return FAIL"),
    Mutant(
        "unknown counts as yes",
        "limits.py",
        "    return FAIL if whole else UNKNOWN",
        "    return FAIL if whole else PASS",
    ),
    Mutant(
        "an unknown date counts as in time",
        "limits.py",
        'return PASS if "ready" in total.whole else UNKNOWN',
        "return PASS",
    ),
    Mutant("the tolerance of the band left out", "limits.py", "_exact(low) * 10 - tolerance", "_exact(low) * 10"),
    Mutant(
        "a mean price just at the cap fails", "limits.py", "share * total.cents <= most", "share * total.cents < most"
    ),
    Mutant("fibre of the weakest plot", "limits.py", "plot.fibre_gbps > fibre", "plot.fibre_gbps < fibre"),
    # --- score ---
    Mutant(
        "a value above its bound is not clamped",
        "score.py",
        "weight if share > 1.0 else weight * share",
        "weight * share",
    ),
    Mutant(
        "weights not rescaled to those asked",
        "score.py",
        "whole = sum(raw.values())",
        "whole = sum(row.weight for row in table.rows.values())",
    ),
    Mutant("the best permission of a set counts", "judge.py", "return min(levels,", "return max(levels,"),
    Mutant(
        "a criterion missing in the sum",
        "explain.py",
        "score = sum(one.contribution for one in criteria)",
        'score = sum(one.contribution for one in criteria if one.key != "frontage")',
    ),
    Mutant(
        "an unknown fact earns its points",
        "explain.py",
        "contribution=points or 0.0",
        "contribution=weight if points is None else points",
    ),
    Mutant(
        "the band ignores a sum known in part",
        "explain.py",
        "if one.value is None or one.unknown_plots else",
        "if one.value is None else",
    ),
    # --- order ---
    Mutant(
        "ties by area before cost",
        "judge.py",
        '_last(total, "lease"), _last(total, "area")',
        '_last(total, "area"), _last(total, "lease")',
    ),
    Mutant("ties to more plots", "judge.py", "len(codes), codes)", "-len(codes), codes)"),
    Mutant(
        "ties to the later codes",
        "judge.py",
        "len(codes), codes)), codes)",
        "len(codes), tuple(-ord(c) for c in '+'.join(codes)))), codes)",
    ),
    Mutant(
        "half of the plots shared is too much",
        "work.py",
        "return denominator * shared >",
        "return denominator * shared >=",
    ),
    Mutant(
        "sets with an unknown need come first",
        "ground.py",
        "for unknown in (False, True):",
        "for unknown in (True, False):",
    ),
    # --- search ---
    Mutant(
        "a root is dropped after its best",
        "assembly.py",
        "heapq.heapreplace(self.heap, (lead, tie, AFTER, root))",
        "heapq.heappop(self.heap)",
    ),
    Mutant(
        "a root with nothing before the cutoff is dropped",
        "assembly.py",
        "heapq.heapreplace(self.heap, (*cutoff, AFTER, root))",
        "heapq.heappop(self.heap)",
    ),
    Mutant(
        "a set that ties with the best is cut",
        "additive.py",
        "cents + cover(self.ball, free, missing) <=",
        "cents + cover(self.ball, free, missing) <",
    ),
    Mutant(
        "the bound pays for the last plot in whole",
        "additive.py",
        "return cents + missing * ball.price[index]",
        "return cents + ball.cents[index]",
    ),
    Mutant("the score's bound forgets cheaper plots", "scored.py", "lowers = price * area < cents", "lowers = False"),
    Mutant(
        "the score's bound forgets the best frontage",
        "scored.py",
        "total = marks[0] + marks[1] + self.crown.front",
        "total = marks[0] + marks[1] + marks[2]",
    ),
    Mutant(
        "a list cut short claims to be proven",
        "engine.py",
        "return Listing(tuple(chosen), exact, False,",
        "return Listing(tuple(chosen), len(chosen), False,",
    ),
    Mutant(
        "an unfinished search claims to be complete", "engine.py", "exact, False, in_units", "exact, True, in_units"
    ),
    # --- near misses ---
    Mutant("a change rounded inward", "changes.py", "after = math.floor(have", "after = math.ceil(have"),
    Mutant(
        "a change one step of the grid too far",
        "changes.py",
        "math.ceil(have / Fraction(GRIDS[key])) * GRIDS[key]",
        "(math.ceil(have / Fraction(GRIDS[key])) + 1) * GRIDS[key]",
    ),
    Mutant(
        "two plots more cost no more than one",
        "changes.py",
        "ONE_PLOT_MORE_SIZE * (total.count - need.max_plots)",
        "ONE_PLOT_MORE_SIZE",
    ),
    Mutant("a held plot costs nothing", "changes.py", "+ BLOCKED_SIZE * held", ""),
    Mutant("three blocked near misses", "values.py", "MOST_BLOCKED = 2", "MOST_BLOCKED = 3"),
    Mutant(
        "a near miss may waste a plot",
        "mend.py",
        "if verdict != FAIL and (unknown or verdict != UNKNOWN):",
        "if False:",
    ),
    Mutant(
        "near misses not by their place among equals",
        "mend.py",
        "self.under(changes_of(totals(plots), self.judge.need, self.judge.limits) or ())",
        "self.judge",
    ),
    Mutant(
        "the near search stops a step early",
        "near_search.py",
        "last = count == ball.most",
        "last = count >= ball.most - 1",
    ),
    # --- around the list ---
    Mutant(
        "the nearest figure counts held land",
        "nearest.py",
        "if plot.status == FREE and plot.zone in zones}",
        "if plot.zone in zones}",
    ),
    Mutant("the weight that turns the first place is off", "stability.py", "others /= 1 - weight", "others /= 1"),
    Mutant(
        "the mildest answer is asked first",
        "questions.py",
        "strictest_first=key not in UTILITY_KEYS",
        "strictest_first=key in UTILITY_KEYS",
    ),
    Mutant(
        "a group across the street of three parts", "street.py", "self._parts(chosen) == 2", "self._parts(chosen) >= 2"
    ),
    Mutant(
        "reverse match loses who needs it that very day",
        "reverse.py",
        "one.ready <= row.ready_by",
        "one.ready < row.ready_by",
    ),
    Mutant("reverse match forgets the zones asked", "reverse.py", "zones & row.zones if row.zones else zones", "zones"),
    Mutant(
        "reverse match takes unknown as none",
        "reverse.py",
        "if key in total.whole else ENDLESS",
        "if key in total.whole else 0",
    ),
    Mutant(
        "reverse match lets unknown make waste",
        "reverse.py",
        "or (bool(enough) and not _passes(offer, row))",
        "or bool(enough)",
    ),
    Mutant(
        "a stated need is overwritten by an estimate",
        "estimates.py",
        "if out.get(part, {}).get(name) is None and not below:",
        "if not below:",
    ),
)
