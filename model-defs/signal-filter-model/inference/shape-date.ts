import { type Decisions, REASON } from '../model/decide.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { limitTurnover } from './limit-turnover.ts';
import { neutralise } from './neutralise.ts';
import type { Positions } from './positions.ts';
import { signedRank } from './signed-rank.ts';

export interface DateRows extends Pick<Decisions, 'size' | 'reason'> {
  readonly entity: readonly string[];
  readonly primary: Float32Array;
  readonly side: Float32Array;
  readonly group: Float32Array | undefined;
}

export interface ShapedDate {
  readonly signal: Float32Array;
  readonly reason: Float32Array;
  /** After neutralisation, before anything is ranked again or held back: sums to 0 in every group. */
  readonly neutralised: Float32Array;
  /** What the next date starts from. */
  readonly positions: Positions;
}

/**
 * From sized bets to the published signal of one date, in this order: primary × size, ranked by side; neutralised by group;
 * dropped where that points against the primary; ranked by side again; held back by band and cap. No step after the size
 * can turn a name against its primary, and the size is never below 0.
 */
export function shapeDate(rows: DateRows, before: Positions, options: Hyperparameters): ShapedDate {
  const { entity, primary, side, size, group } = rows;
  const isHeld = Array.from(size, (share) => share > 0);
  const ranked = signedRank(size.map((share, i) => (isHeld[i] ? share * primary[i] : 0)));
  const neutral = group === undefined ? ranked : neutralise(ranked, group, isHeld);
  // A lone name of its group is 0 but for rounding.
  const agreeing = neutral.map((value, i) => (Math.abs(value) > 1e-12 && Math.sign(value) === side[i] ? value : 0));
  const wanted = group === undefined ? agreeing : signedRank(agreeing);
  const known = new Set(entity);
  const gone = [...before].reduce((sum, [name, value]) => sum + (known.has(name) ? 0 : Math.abs(value)), 0);
  const { signal, isHeldBack } = limitTurnover(
    wanted,
    Float64Array.from(entity, (name) => before.get(name) ?? 0),
    gone,
    { band: options.no_trade_band, cap: options.turnover_cap },
  );
  const published = Float32Array.from(signal);
  return {
    signal: published,
    neutralised: Float32Array.from(neutral),
    reason: rows.reason.map((reason, i) => {
      if (reason !== REASON.kept) return reason;
      if (wanted[i] === 0) return REASON.neutralisedAway;
      return isHeldBack[i] ? REASON.heldBack : REASON.kept;
    }),
    positions: new Map(entity.flatMap((name, i) => (published[i] === 0 ? [] : [[name, published[i]] as const]))),
  };
}
