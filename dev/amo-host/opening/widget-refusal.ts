/** Why a folder or an archive cannot be shown: one sentence for the widget's author. */
export class WidgetRefusal extends Error {
  private constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
  }

  static because(sentence: string, cause?: unknown): WidgetRefusal {
    return new WidgetRefusal(sentence, cause);
  }
}
