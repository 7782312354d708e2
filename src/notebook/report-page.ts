/** The report's style sheet. */
export const style = `
:root { --ink:#1f2328; --soft:#57606a; --line:#d0d7de; --field:#f6f8fa; --link:#0550ae; --bad:#cf222e; }
* { box-sizing:border-box; }
body { margin:0; color:var(--ink); background:#fff; font:16px/1.55 system-ui,"Segoe UI",Helvetica,Arial,sans-serif; }
nav { position:fixed; inset:0 auto 0 0; width:17rem; overflow:auto; padding:1.5rem 1rem; border-right:1px solid var(--line); font-size:.85rem; }
nav ol { list-style:none; padding-left:.8rem; margin:.3rem 0; } nav .contents { padding-left:0; } nav li { margin:.25rem 0; }
main { margin-left:17rem; padding:1.5rem 2.5rem 4rem; max-width:70rem; }
a { color:var(--link); text-decoration:none; } a:hover { text-decoration:underline; }
section { border-top:1px solid var(--line); margin-top:3rem; padding-top:.5rem; }
.file, small { color:var(--soft); } .file { font-size:.85rem; }
pre { margin:0; padding-right:3.2rem; white-space:pre-wrap; overflow-wrap:anywhere; font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace; }
.cell { margin:1rem 0; } .code { position:relative; background:var(--field); border:1px solid var(--line); border-radius:6px; padding:.6rem .8rem; }
.code::after { content:attr(data-count); position:absolute; right:.6rem; top:.4rem; color:var(--soft); font-size:11px; }
.comment { color:#57606a; } .text { color:#0a3069; } .number { color:#0550ae; } .word { color:#a0111f; } .call { color:#6639ba; }
.out { margin:.6rem 0 .6rem .8rem; overflow-x:auto; } .err { color:var(--bad); } .failed, .broken { border-left:3px solid var(--bad); padding-left:.8rem; } .bad { color:var(--bad); }
.out img { max-width:100%; height:auto; }
table { border-collapse:collapse; font-size:.9rem; font-variant-numeric:tabular-nums; }
.verdicts td:last-child { white-space:nowrap; } .verdicts td:nth-child(2) { min-width:14rem; }
th, td { padding:.25rem .7rem; border-bottom:1px solid var(--line); vertical-align:top; text-align:left; } th { font-weight:600; }
.verdicts { width:100%; } .prose img { max-width:100%; }
@media (max-width:82rem) { nav { position:static; width:auto; border:0; columns:18rem; } main { margin:0; padding:1rem; } }
@media print {
  nav { position:static; width:auto; border:0; } main { margin:0; padding:0; max-width:none; }
  .plot { display:none; } .figure .picture { display:block !important; }
  section { break-before:page; } .figure, tr, img { break-inside:avoid; } h1, h2, h3 { break-after:avoid; }
  * { print-color-adjust:exact; }
}
`;

/** Draws each figure with plotly when it comes into view; the picture stays for print. */
export const drawFigures = `(function () {
  var plotly = window.Plotly;
  if (!plotly) return;
  function draw(figure) {
    var picture = figure.querySelector(".picture");
    var spec = JSON.parse(figure.querySelector("script").textContent);
    var plot = document.createElement("div");
    plot.className = "plot";
    figure.insertBefore(plot, picture);
    plotly.newPlot(plot, spec.data, spec.layout, { displaylogo: false, responsive: false }).then(
      function () { picture.style.display = "none"; },
      function () { plot.remove(); }
    );
  }
  var figures = document.querySelectorAll(".figure");
  if (!window.IntersectionObserver) { figures.forEach(draw); return; }
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "400px" });
  figures.forEach(function (figure) { seen.observe(figure); });
})();`;
