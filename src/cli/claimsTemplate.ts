/** The text of a new claim ledger: one claim of each kind that reads well, with what each key means. */
export function claimsTemplate(name: string, strategy: string): string {
  return `# A claim ledger. Write it before you look at the data, and leave it alone afterwards.
# Check it: tapebench verify ${name}.yaml --data DATASET
name: ${name}
about: What is claimed, by whom, and from which record.
# What is run: v6, v6-cluster15, random-entry, or the path of a strategy file.
strategy: ${strategy}
# The instrument that the claims are about; data of another one are refused. Leave it out for any.
instrument: ES
# Chance of any false verdict over the whole ledger, for each direction; and the power that sample sizes are planned with.
alpha: 0.05
power: 0.8

# estimand is one of: win-rate, mean-net-return, position-adjusted-return, sharpe-per-trade, sizing-skill, utilisation,
# target-share, stop-share, signals-per-week, trades-per-week, profitable-scenarios.
# Rates and returns are shares: 55% is 0.55, 0.02% is 0.0002.
claims:
  - id: win-rate
    statement: At least 55% of the trades have a net return above zero.
    estimand: win-rate
    population: All trades of the strategy on ES
    # Trades behind the claim, where that is known.
    n: 200
    costs: 2.50 USD a side and 0.75 ticks on market and stop fills
    # atLeast: refuted when the data reject that it is as high; supported when it is told apart from "against" and not
    # refuted. against is break-even, structural (a driftless bracket) or a rate; for means it is zero or a number.
    atLeast: 0.55
    against: break-even
  - id: mean-net-return
    statement: The mean net return of a trade is at least 0.02%.
    estimand: mean-net-return
    population: All trades of the strategy on ES
    costs: 2.50 USD a side and 0.75 ticks on market and stop fills
    atLeast: 0.0002
    against: zero
  - id: frequency
    statement: Two to five trades a week.
    estimand: trades-per-week
    population: All trades of the strategy on ES
    costs: none in it
    # within: supported when both bounds are told to hold, refuted when the figure is told to lie outside.
    within: [2, 5]

# The figures of the claim itself, where they were published: their arithmetic is checked without any bar.
# published:
#   trades: 200
#   winRatePercent: 55.0
#   winRateDecimals: 1
#   meanNetReturn: 0.0002
`;
}
