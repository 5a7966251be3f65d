// Errors that only questions to projections give.

import { FoldbackError, type ErrorInfo } from "../errors.js";
import { HandlerFailed, InvalidProjection } from "../projection/failed.js";

/** No pointer into a state: it must be a JSON Pointer (RFC 6901). */
export class InvalidPath extends FoldbackError {}

/** No projection has that name. */
export class ProjectionNotFound extends FoldbackError {}

/** The projection's handlers are not there any more: the handle or the page that defined it has gone. Define it again. */
export class ProjectionStopped extends FoldbackError {}

/** A jq filter that cannot be read, or says what is not known. */
export class InvalidJq extends FoldbackError {
  /** The byte of its text, from 0, where it is known. */
  readonly byte: number | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.byte = typeof info["byte"] === "number" ? info["byte"] : undefined;
  }
}

/** No branch has that name. */
export class BranchNotFound extends FoldbackError {}

/** An edit of a branch that cannot be made: there is no such event, or another edit says what becomes of it. */
export class InvalidEdit extends FoldbackError {}

/** Events that nothing can make up for. Nothing was appended; `dryRun` says what could be done, and why not all of it. */
export class RevertImpossible extends FoldbackError {
  /** Why, partition by partition. */
  readonly reasons: readonly string[];

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.reasons = (info["reasons"] as string[] | undefined) ?? [];
  }
}

/** By their codes. */
export const CLASSES = {
  ...{ InvalidPath, ProjectionNotFound, ProjectionStopped, InvalidJq, BranchNotFound, InvalidEdit, RevertImpossible },
  ...{ HandlerFailed, InvalidProjection },
};
