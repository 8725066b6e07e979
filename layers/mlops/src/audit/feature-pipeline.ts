/** One row of a point-in-time table; a revision is the same (entity, eventTime) with a later knowledgeTime. */
export interface PointInTimeRow {
  /** Absent for a macro series. */
  readonly entity?: string;
  /** What it is about; milliseconds since the epoch, UTC. */
  readonly eventTime: number;
  /** When it could first be known. */
  readonly knowledgeTime: number;
  /** NaN is missing. */
  readonly values: Readonly<Record<string, number>>;
}

/** By name. */
export type PointInTimeTables = Readonly<Record<string, readonly PointInTimeRow[]>>;

/** What a pipeline says of one entity at one decision; that there is a row says that the entity is in the universe. */
export interface PipelineRow {
  readonly entity: string;
  readonly decisionTime: number;
  /** By when features and membership are stated to be known, where that is before the decision. @default decisionTime */
  readonly featureTime?: number;
  readonly features: Readonly<Record<string, number>>;
  /** Absent while it is not known. */
  readonly label?: {
    readonly value: number;
    /** By when the whole of it is stated to be known. */
    readonly knownTime: number;
  };
}

/** A plain function from tables to rows, as a quant writes it; it may read any row of any table, and should not. */
export type FeaturePipeline = (tables: PointInTimeTables) => readonly PipelineRow[] | Promise<readonly PipelineRow[]>;

/** By when the features of a row are stated to be known. */
export function featureTimeOf({ decisionTime, featureTime = decisionTime }: PipelineRow): number {
  return featureTime;
}
