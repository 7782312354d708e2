/** The paper's heat maps of relative errors, by figure number. */
export type ErrorHeatmapFigure = 5 | 7 | 10 | 11 | 12;

interface ErrorHeatmapWords {
  readonly title: string;
  readonly caption: string;
  /** What the mark means. */
  readonly mark: string;
}

const closing = "An empty cell means that there is no such model; colours end at 10 %.";
const yellow = "marks the cells of the fit in yellow";

const byFigure: Readonly<Record<ErrorHeatmapFigure, ErrorHeatmapWords>> = {
  5: {
    title: "Relative error of the predicted loss on C4 (Fig 5)",
    caption: `Computed here: relative error, in percent, of the C4 validation loss that Eq 4 predicts, fitted for each train set on the outlined models alone. Corresponds to Fig 5, which ${yellow}. ${closing}`,
    mark: "fitted on (Eq 4)",
  },
  7: {
    title: "Relative error of the predicted loss in distribution (Fig 7)",
    caption: `Computed here: relative error, in percent, of the loss that Eq 4 predicts on the Paloma set of each train set's own kind (C4, RedPajama, Falcon-RefinedWeb), fitted anew on the outlined models. Corresponds to Fig 7, which ${yellow}. ${closing}`,
    mark: "fitted on (Eq 4)",
  },
  10: {
    title: "Relative error of the predicted loss out of distribution, trained on C4 (Fig 10)",
    caption: `Computed here: relative error, in percent, of the loss that Eq 4 predicts for models trained on C4 and evaluated on other text, fitted anew for each evaluation set on the outlined models. Corresponds to Fig 10, which ${yellow}. ${closing}`,
    mark: "fitted on (Eq 4)",
  },
  11: {
    title: "Relative error of the predicted average error on 46 tasks (Fig 11)",
    caption: `Computed here: relative error, in percent, of the predicted average top-1 error on all 46 tasks; Eq 4 predicts the C4 loss, which goes into Eq 5. Eq 5 was fitted on the outlined models, Eq 4 on all of these but 1.4B. Corresponds to Fig 11, which ${yellow}. ${closing}`,
    mark: "fitted on (Eq 5)",
  },
  12: {
    title: "Relative error of the predicted average error on 17 tasks (Fig 12)",
    caption: `Computed here: relative error, in percent, of the predicted average top-1 error on the 17 tasks above chance; Eq 4 predicts the C4 loss, which goes into Eq 5. Eq 5 was fitted on the outlined models, Eq 4 on all of these but 1.4B. Corresponds to Fig 12, which ${yellow}. ${closing}`,
    mark: "fitted on (Eq 5)",
  },
};

const ownWords: ErrorHeatmapWords = {
  title: "Relative error of predictions",
  caption: `Computed here: relative error of the predictions, in percent of the true value; the law was fitted on the outlined models alone. ${closing}`,
  mark: "fitted on",
};

/** Title, caption and mark of one of the paper's figures, or of a figure that is none of them. */
export const errorHeatmapWords = (figure?: ErrorHeatmapFigure): ErrorHeatmapWords =>
  figure === undefined ? ownWords : byFigure[figure];
