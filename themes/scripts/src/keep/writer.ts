// Puts what is typed into the browser's store, the newest text as soon as the one before is in.

import type { Shelf, Typed } from "./shelf";

/** Between two texts that are kept as earlier ones. */
const EARLIER_MS = 60_000;

export class Writer {
  private next: Typed | null = null;
  private busy: Promise<void> | null = null;
  private snapshot = -Infinity;

  constructor(
    private readonly shelf: Promise<Shelf>,
    private readonly full: () => void,
  ) {}

  put(typed: Typed): void {
    this.next = typed;
    this.busy ??= this.run();
  }

  /** Until everything is in. */
  async idle(): Promise<void> {
    while (this.busy) await this.busy;
  }

  private async run(): Promise<void> {
    try {
      const shelf = await this.shelf;
      while (this.next) {
        const typed = this.next;
        this.next = null;
        await shelf.put(typed);
        if (typed.unsent && performance.now() - this.snapshot > EARLIER_MS) {
          this.snapshot = performance.now();
          await shelf.keepEarlier(typed);
        }
      }
    } catch {
      // Nothing here may stop the saving on the server; but the person must know.
      this.full();
    } finally {
      this.busy = null;
    }
  }
}
