/** A book: signed weights by entity, as shares of the capital. */
export type Book = ReadonlyMap<string, number>;

/**
 * One-way turnover into a new book: ½ Σ |w − w′| over every entity of either, w′ what the weights before it have drifted
 * to. From no book it is what entering costs: ½ Σ |w|.
 *
 * @param book - What is held from now on.
 * @param drifted - See `driftedBook`; empty for the first book.
 * @returns ≥ 0; a share of the capital, per rebalancing.
 * @see DeMiguel, Garlappi and Uppal, Optimal Versus Naive Diversification, 2009, equation 13 (there two-way).
 */
export function weightTurnover(book: Book, drifted: Book): number {
  let traded = 0;
  for (const [entity, weight] of book) traded += Math.abs(weight - (drifted.get(entity) ?? 0));
  for (const [entity, weight] of drifted) if (!book.has(entity)) traded += Math.abs(weight);
  return traded / 2;
}

/**
 * The weights after a holding period, before anything is traded: w (1 + R)/(1 + Σ w R).
 *
 * @param outcome - Return of each entity over the period, in fractions; one that is missing has not moved.
 * @returns Empty when the period lost all the capital.
 */
export function driftedBook(book: Book, outcome: ReadonlyMap<string, number>): Book {
  let capital = 1;
  for (const [entity, weight] of book) capital += weight * (outcome.get(entity) ?? 0);
  if (capital <= 0) return new Map();
  return new Map(
    Array.from(book, ([entity, weight]) => [entity, (weight * (1 + (outcome.get(entity) ?? 0))) / capital]),
  );
}
