import type { GbdtModel } from './gbdt-model.ts';
import type { GbdtParameters } from './parameters.ts';

/** The member of an XGBoost file that holds an objective's parameters, and those that it writes when none is set. */
interface ObjectiveFile {
  readonly member: string;
  readonly defaults: Readonly<Record<string, string>>;
}

const REGRESSION: ObjectiveFile = { member: 'reg_loss_param', defaults: { scale_pos_weight: '1' } };
const RANKING: ObjectiveFile = {
  member: 'lambdarank_param',
  defaults: {
    lambdarank_bias_norm: '1',
    lambdarank_normalization: '1',
    lambdarank_num_pair_per_sample: '4294967295',
    lambdarank_pair_method: 'topk',
    lambdarank_score_normalization: '1',
    lambdarank_unbiased: '0',
    ndcg_exp_gain: '1',
  },
};

/** How each objective stands in XGBoost's files. */
export const OBJECTIVE_FILES: Readonly<Record<GbdtModel['objective'], ObjectiveFile>> = {
  'reg:squarederror': REGRESSION,
  'reg:pseudohubererror': { member: 'pseudo_huber_param', defaults: { huber_slope: '1' } },
  'binary:logistic': REGRESSION,
  'multi:softprob': { member: 'softmax_multiclass_param', defaults: {} },
  'rank:pairwise': RANKING,
  'rank:ndcg': RANKING,
};

/** What of the parameters a model keeps: those of its objective that are not the defaults. */
export function objectiveParameters(parameters: GbdtParameters): Pick<GbdtModel, 'objectiveParameters'> {
  const pairs = parameters.lambdarank_num_pair_per_sample;
  const all: Readonly<Record<string, string>> = {
    scale_pos_weight: nineDigits(parameters.scale_pos_weight),
    huber_slope: nineDigits(parameters.huber_slope),
    lambdarank_normalization: String(Number(parameters.lambdarank_normalization)),
    lambdarank_num_pair_per_sample: pairs === 32 ? '4294967295' : String(pairs),
    lambdarank_score_normalization: String(Number(parameters.lambdarank_score_normalization)),
    ndcg_exp_gain: String(Number(parameters.ndcg_exp_gain)),
  };
  const { defaults } = OBJECTIVE_FILES[parameters.objective];
  const changed = Object.entries(all).filter(([name, value]) => name in defaults && defaults[name] !== value);
  return changed.length === 0 ? {} : { objectiveParameters: Object.fromEntries(changed) };
}

/** A float32 as C++ prints it with nine digits: enough to read the same one back. */
function nineDigits(x: number): string {
  return String(Number(Math.fround(x).toPrecision(9)));
}
