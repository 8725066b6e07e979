import { InvalidInputError, type Panel } from '@optaic/mlops/base';

/**
 * Refuses a panel that is not the bars of one series: regimes are of the market, so the instance's universe has one member.
 *
 * @throws {InvalidInputError} `regime.several_entities`, with the first two.
 */
export function requireSeries({ entity }: Pick<Panel, 'entity'>): void {
  const other = entity.find((name) => name !== entity[0]);
  if (other === undefined) return;
  throw new InvalidInputError(
    'regime.several_entities',
    `the panel has several entities (${entity[0]}, ${other}, …); a regime is of one series: use a universe of one member`,
  );
}
