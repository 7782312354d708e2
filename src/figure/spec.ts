/** The part of plotly's figure language that our figures use and that the static renderer draws. */

/** Numbers in a row: plain or typed. */
export type NumberList = ArrayLike<number>;

export interface Font {
  readonly family?: string;
  readonly size?: number;
  readonly color?: string;
}

export interface Line {
  readonly color?: string;
  readonly width?: number;
  readonly dash?: "solid" | "dash" | "dot" | "dashdot";
}

export interface ErrorBars {
  readonly type: "data";
  readonly array: readonly number[];
  readonly arrayminus?: readonly number[];
  readonly color?: string;
  readonly thickness?: number;
  readonly width?: number;
}

/** Stops from 0 to 1, ascending. */
export type ColorScale = readonly (readonly [number, string])[];

export interface ColorBar {
  readonly title?: { readonly text: string; readonly side: "top"; readonly font?: Font };
  readonly thickness?: number;
  readonly len?: number;
  readonly x?: number;
  readonly xpad?: number;
  readonly ypad?: number;
  readonly outlinewidth?: number;
  readonly tickvals: readonly number[];
  readonly ticktext: readonly string[];
  readonly tickfont?: Font;
}

export type Coordinate = number | string;

interface OnAxes {
  readonly name?: string;
  readonly xaxis?: string;
  readonly yaxis?: string;
  readonly showlegend?: boolean;
  readonly legendgroup?: string;
  readonly hovertemplate?: string;
  readonly hoverinfo?: "skip";
  readonly customdata?: readonly Coordinate[];
}

export type Symbol2D =
  | "circle"
  | "circle-open"
  | "square"
  | "square-open"
  | "diamond"
  | "diamond-open"
  | "triangle-up"
  | "triangle-up-open"
  | "triangle-down"
  | "triangle-down-open"
  | "cross"
  | "x"
  | "star"
  | "star-open"
  | "line-ns";

export interface Marker {
  readonly symbol?: Symbol2D;
  readonly size?: number | readonly number[];
  readonly color?: string | readonly number[];
  readonly opacity?: number;
  readonly line?: { readonly color?: string; readonly width?: number };
  readonly colorscale?: ColorScale;
  readonly cmin?: number;
  readonly cmax?: number;
  readonly showscale?: boolean;
  readonly colorbar?: ColorBar;
}

export type TextPosition =
  | "top center"
  | "bottom center"
  | "middle left"
  | "middle right"
  | "middle center"
  | "top left"
  | "top right"
  | "bottom left"
  | "bottom right";

export interface ScatterTrace extends OnAxes {
  readonly type: "scatter";
  readonly mode:
    | "none"
    | "lines"
    | "markers"
    | "text"
    | "lines+markers"
    | "text+markers"
    | "text+lines+markers";
  /** Null leaves a point out and breaks the line: an entry of nothing but nulls stands in the legend alone. */
  readonly x: readonly (Coordinate | null)[];
  readonly y: readonly (Coordinate | null)[];
  readonly marker?: Marker;
  readonly line?: Line;
  readonly text?: readonly string[];
  readonly textposition?: TextPosition;
  readonly textfont?: Font;
  readonly fill?: "none" | "toself" | "tozeroy";
  readonly fillcolor?: string;
  readonly cliponaxis?: boolean;
  readonly error_x?: ErrorBars;
  readonly error_y?: ErrorBars;
}

export interface BarTrace extends OnAxes {
  readonly type: "bar";
  readonly orientation?: "v" | "h";
  readonly x: readonly Coordinate[];
  readonly y: readonly Coordinate[];
  readonly width?: number | readonly number[];
  readonly marker?: {
    readonly color?: string | readonly string[];
    readonly line?: { readonly color?: string; readonly width?: number };
  };
  readonly error_x?: ErrorBars;
  readonly error_y?: ErrorBars;
}

export interface HeatmapTrace extends OnAxes {
  readonly type: "heatmap";
  readonly x: readonly string[];
  readonly y: readonly string[];
  /** Rows of y, columns of x; null leaves a cell empty. */
  readonly z: readonly (readonly (number | null)[])[];
  readonly text?: readonly (readonly string[])[];
  readonly texttemplate?: "%{text}";
  readonly textfont?: Font;
  readonly colorscale: ColorScale;
  readonly zmin: number;
  readonly zmax: number;
  readonly xgap?: number;
  readonly ygap?: number;
  readonly showscale?: boolean;
  readonly colorbar?: ColorBar;
  readonly hoverongaps?: boolean;
}

export type Trace = ScatterTrace | BarTrace | HeatmapTrace;

export interface Axis {
  readonly type?: "linear" | "log" | "category";
  /** In log axes the powers of ten, as plotly has them. */
  readonly range?: readonly [number, number];
  readonly autorange?: boolean | "reversed";
  readonly domain?: readonly [number, number];
  readonly anchor?: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly categoryorder?: "array";
  readonly categoryarray?: readonly string[];
  readonly title?: { readonly text: string; readonly standoff?: number; readonly font?: Font };
  readonly tickmode?: "array";
  readonly tickvals?: readonly Coordinate[];
  readonly ticktext?: readonly string[];
  readonly tickangle?: number;
  readonly tickfont?: Font;
  readonly ticks?: "outside" | "";
  readonly ticklen?: number;
  readonly tickcolor?: string;
  readonly showticklabels?: boolean;
  readonly showgrid?: boolean;
  readonly gridcolor?: string;
  readonly zeroline?: boolean;
  readonly showline?: boolean;
  readonly linecolor?: string;
  readonly mirror?: boolean;
  readonly visible?: boolean;
  readonly fixedrange?: boolean;
  readonly automargin?: boolean;
}

export interface Annotation {
  readonly text: string;
  readonly x: Coordinate;
  readonly y: Coordinate;
  readonly xref?: string;
  readonly yref?: string;
  readonly xanchor?: "left" | "center" | "right";
  readonly yanchor?: "top" | "middle" | "bottom";
  readonly xshift?: number;
  readonly yshift?: number;
  readonly align?: "left" | "center" | "right";
  readonly font?: Font;
  readonly bgcolor?: string;
  readonly textangle?: number;
  readonly showarrow: false;
}

export interface Shape {
  readonly type: "line" | "rect";
  readonly x0: Coordinate;
  readonly x1: Coordinate;
  readonly y0: Coordinate;
  readonly y1: Coordinate;
  readonly xref?: string;
  readonly yref?: string;
  readonly line?: Line;
  readonly fillcolor?: string;
  readonly layer?: "below" | "above";
}

export interface Legend {
  readonly orientation?: "h" | "v";
  readonly x?: number;
  readonly y?: number;
  readonly xanchor?: "left" | "center" | "right";
  readonly yanchor?: "top" | "middle" | "bottom";
  readonly font?: Font;
  readonly bgcolor?: string;
  readonly traceorder?: "normal" | "reversed";
}

export type AxisKey = `xaxis${number | ""}` | `yaxis${number | ""}`;

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
  readonly font?: Font;
  readonly paper_bgcolor?: string;
  readonly plot_bgcolor?: string;
  readonly showlegend?: boolean;
  readonly legend?: Legend;
  readonly barmode?: "group" | "overlay";
  readonly bargap?: number;
  readonly bargroupgap?: number;
  readonly hovermode?: "closest" | false;
  readonly annotations?: readonly Annotation[];
  readonly shapes?: readonly Shape[];
} & { readonly [key in AxisKey]?: Axis };

/** What plotly draws: traces and where to put them. */
export interface FigureSpec {
  readonly data: readonly Trace[];
  readonly layout: Layout;
}
