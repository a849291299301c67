namespace MageAI.Reports;

/// <summary>How the page looks: light and dark, narrow and wide, and on paper. No character in it needs encoding.</summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { color-scheme: light dark; --paper: #ffffff; --panel: #f4f6f8; --edge: #d5dbe3; --ink: #18202b; --soft: #556070; --good: #17795a; --bad: #bf2318; --late: #8a5a00; --busy: #1c5fc4; --idle: #667080; --link: #1c5fc4; --shade: #00000030; }
        @media screen and (prefers-color-scheme: dark) { :root { --paper: #11151b; --panel: #1a2029; --edge: #333d4a; --ink: #e7ebf0; --soft: #a3adba; --good: #48bf91; --bad: #ff8177; --late: #e3b341; --busy: #7db3ff; --idle: #97a2b1; --link: #7db3ff; --shade: #000000a0; } }
        * { box-sizing: border-box; }
        html { font-size: 15px; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
        header, main { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
        header { padding-top: 24px; }
        h1 { margin: 0 0 4px; font-size: 1.73rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 36px 0 12px; font-size: 1.27rem; }
        h3 { margin: 0; font-size: 1rem; display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
        p { margin: 6px 0; }
        a { color: var(--link); }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .facts { display: flex; flex-wrap: wrap; gap: 2px 18px; color: var(--soft); overflow-wrap: anywhere; }
        .quiet { color: var(--soft); font-size: .87rem; }
        .bad { color: var(--bad); font-weight: 600; }
        .late { color: var(--late); }
        .verdict { margin: 18px 0 12px; padding: 10px 14px; border-left: 4px solid; background: var(--panel); font-weight: 600; }
        .verdict.good, .none { color: var(--good); }
        .nothing { margin: 48px 0; padding: 40px 20px; border: 1px dashed var(--edge); border-radius: 8px; text-align: center; color: var(--soft); font-size: 1.13rem; }
        .tiles { display: grid; grid-template-columns: repeat(8, 1fr); gap: 10px; margin: 0; }
        .tiles div { padding: 10px 12px; border: 1px solid var(--edge); border-radius: 8px; background: var(--panel); }
        dt { color: var(--soft); font-size: .87rem; font-weight: 400; white-space: nowrap; }
        dd { margin: 0; font-size: 1.47rem; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .failure { margin: 0 0 12px; padding: 12px 14px; border: 1px solid var(--edge); border-left: 4px solid var(--idle); border-radius: 6px; }
        .failure.open { border-left-color: var(--bad); }
        .failure .facts, .others { font-size: .93rem; }
        .others { color: var(--soft); overflow-wrap: anywhere; }
        .badge { padding: 0 8px; border: 1px solid; border-radius: 10px; font-size: .8rem; line-height: 20px; color: var(--soft); white-space: nowrap; }
        .open .badge { color: var(--bad); }
        .name { overflow-wrap: anywhere; }
        .times { color: var(--soft); font-weight: 400; }
        .block { margin: 8px 0 2px; font-size: .93rem; overflow-wrap: anywhere; }
        pre { margin: 4px 0 0; padding: 8px 10px; border-radius: 4px; background: var(--panel); font: .83rem/1.45 ui-monospace, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        details { margin: 12px 0; }
        .failure details { margin: 0; }
        summary { padding: 6px 0; cursor: pointer; font-weight: 600; }
        summary.code { padding: 4px 0; font: .83rem/1.45 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: .87rem; color: var(--soft); }
        .legend span { display: inline-flex; align-items: center; gap: 6px; }
        .lane { display: grid; grid-template-columns: 230px minmax(0, 1fr); gap: 0 14px; align-items: center; padding: 3px 0; border-top: 1px solid var(--edge); }
        .lane.axis { border-top: 0; }
        .who { min-width: 0; line-height: 1.25; }
        .who .name { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; font-size: .93rem; }
        svg { display: block; overflow: visible; }
        svg.bars { overflow: hidden; }
        svg text { fill: var(--soft); font-size: .8rem; text-anchor: middle; }
        svg text.first { text-anchor: start; }
        svg text.last { text-anchor: end; }
        .tick { stroke: var(--edge); }
        .base { stroke: var(--idle); }
        rect { stroke-width: 1; }
        rect.completed { fill: var(--good); stroke: var(--good); }
        rect.failed { fill: var(--bad); stroke: var(--bad); }
        rect.cancelled { fill: var(--paper); stroke: var(--idle); stroke-width: 1.5; }
        rect.running { fill: url(#stripes); stroke: var(--busy); }
        rect.initial { fill: var(--late); stroke: var(--late); }
        rect.stripe { fill: var(--busy); stroke: none; }
        .line { fill: none; stroke: var(--busy); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
        .cross { fill: none; stroke: var(--bad); stroke-width: 1.8; stroke-linecap: round; }
        .scroll { overflow-x: auto; background: linear-gradient(to right, var(--paper) 40%, transparent) left, linear-gradient(to left, var(--paper) 40%, transparent) right, linear-gradient(to right, var(--shade), transparent) left, linear-gradient(to left, var(--shade), transparent) right; background-size: 32px 100%, 32px 100%, 9px 100%, 9px 100%; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 5px 7px; text-align: left; border-bottom: 1px solid var(--edge); white-space: nowrap; }
        thead th { color: var(--soft); font-weight: 600; font-size: .83rem; line-height: 1.25; vertical-align: bottom; }
        thead .number { white-space: normal; }
        tbody th { font-weight: 600; max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
        .number, .days td, .trends td:nth-child(-n+12), .runs td:nth-child(1), .runs td:nth-child(4), .runs td:nth-child(6) { text-align: right; }
        .runs td:nth-child(2), .runs td:nth-child(7) { max-width: 260px; overflow: hidden; text-overflow: ellipsis; }
        @media (max-width: 1150px) { .wide, .days td:nth-child(6), .days td:nth-child(7), .days td:nth-child(n+10), .trends td:nth-child(6), .trends td:nth-child(7), .trends td:nth-child(10), .trends td:nth-child(11), .trends td:nth-child(12) { display: none; } }
        @media (max-width: 1000px) { .tiles { grid-template-columns: repeat(4, 1fr); } }
        @media (max-width: 700px) {
        header, main { padding: 0 12px; }
        header { padding-top: 16px; }
        h1 { font-size: 1.47rem; }
        .tiles { grid-template-columns: repeat(2, 1fr); gap: 8px; }
        .lane { grid-template-columns: minmax(0, 1fr); padding: 6px 0; }
        .axis .who, svg text.odd, .medium, .days td:nth-child(8), .trends td:nth-child(8) { display: none; }
        .who { display: flex; gap: 10px; justify-content: space-between; align-items: baseline; }
        .who .quiet { white-space: nowrap; }
        tbody th, .runs td:nth-child(2) { max-width: 150px; }
        th, td { padding: 5px 6px; }
        }
        @media print {
        @page { margin: 12mm; }
        html { font-size: 10px; }
        header, main { max-width: none; padding: 0; }
        * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        a { color: inherit; text-decoration: none; }
        h2 { margin-top: 20px; }
        #failures details::details-content { content-visibility: visible; block-size: auto; }
        h2, h3, .legend, .axis, .failure .facts, .block, summary { break-after: avoid; }
        .lane, tr, .tiles div { break-inside: avoid; }
        .tiles { grid-template-columns: repeat(8, 1fr); gap: 6px; }
        .tiles div { padding: 6px 8px; }
        .lane { grid-template-columns: 130px minmax(0, 1fr); padding: 1px 0; }
        .scroll { overflow: visible; background: none; }
        th, td { padding: 2px 4px; }
        }

        """;
}
