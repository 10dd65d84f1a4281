-- The style of the pages: no colour without a word or letter, cards on a small screen, A4 landscape on paper.

CREATE OR REPLACE FUNCTION page_css() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $css$
:root{--ink:#12171c;--soft:#4a545e;--line:#c3c9cf;--rule:#12171c;--page:#fff;--panel:#f2f4f6;--link:#0b4f9e;--gold:#a87400;
--r:#9c0f1b;--rt:#fff;--a:#ffbe1a;--at:#1f1600;--g:#d5eddd;--gt:#003d1e;--gb:#2c8056;--b:#1d5fa8;--bt:#fff;--s:#fff;--st:#12171c;
--n:#fff;--nt:#4a545e;--ar:#b03c00;--art:#fff;--ag:#eef0b4;--agt:#2b2a00;--agb:#7a7a1e;--hi:#d4d9de;--mid:#e9ecef;--low:#fafbfb}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e9edf1;--soft:#aeb8c2;--line:#46505a;--rule:#e9edf1;--page:#14181d;
--panel:#1f252c;--link:#8fc3ff;--gold:#e0b040;
--r:#ff8f86;--rt:#2a0003;--a:#ffd15c;--at:#1f1600;--g:#173a29;--gt:#b4e8c8;--gb:#5fb98a;--b:#8cc0fa;--bt:#04182f;--s:#14181d;
--st:#e9edf1;--n:#14181d;--nt:#aeb8c2;--ar:#ffb07a;--art:#2a0d00;--ag:#3a3b12;--agt:#e6e7a0;--agb:#b5b65a;--hi:#4a545e;--mid:#333b44;
--low:#232a31}}
*{box-sizing:border-box}
html{font:16px/1.45 Arial,"Helvetica Neue",Helvetica,"Liberation Sans",sans-serif;color:var(--ink);background:var(--page);
-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0 auto;padding:0 20px 48px;max-width:1280px;font-variant-numeric:tabular-nums}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:2rem;line-height:1.15;letter-spacing:-.01em}
h2{font-size:1.4rem;line-height:1.2;margin:2.6rem 0 .6rem;padding-top:.55rem;border-top:3px solid var(--rule)}
h3{font-size:1.06rem;line-height:1.3;margin:1.5rem 0 .4rem}
h4{font-size:1em;line-height:1.3;display:inline}
p{margin:0 0 .6rem;max-width:78ch}
ul,ol{list-style:none}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700;padding:0 0 .35rem}
caption small,.soft{font-weight:400;color:var(--soft)}
small{font-size:.875em}
th,td{text-align:left;vertical-align:top;padding:.42rem .5rem}
thead th{font-size:.875em;line-height:1.25;vertical-align:bottom;border-bottom:2px solid var(--rule);background:var(--page)}
tbody tr{border-bottom:1px solid var(--line)}
.num{text-align:right}
.nw{white-space:nowrap}
.vh,.k i{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.po{display:none}
.skip:not(:focus){position:absolute;left:-9999px}
.c{display:inline-block;padding:.1em .5em .1em 0;line-height:1.3;border:1px solid currentColor;border-radius:3px;white-space:nowrap;
font-size:.9em}
.c b{display:inline-block;min-width:1.5em;text-align:center;padding:0 .2em}
.k{display:inline-block;min-width:1.6em;padding:.05em .2em;text-align:center;line-height:1.35;border:1px solid currentColor;
border-radius:3px;font-size:.85em;font-weight:700}
.r{background:var(--r);color:var(--rt)}.ar{background:var(--ar);color:var(--art)}.ag{background:var(--ag);color:var(--agt)}.a{
background:var(--a);color:var(--at)}.g{background:var(--g);color:var(--gt)}.b{background:var(--b);color:var(--bt)}.s{
background:var(--s);color:var(--st)}.n{background:var(--n);color:var(--nt)}
.c,.k{border-color:transparent}.g.c,.g.k,.u .g{border:1px solid var(--gb)}.ag.c,.ag.k,.u .ag{border:1px solid var(--agb)}.s.c,.s.k{
border:1px solid var(--st)}.n.c,.n.k{border:1px dashed var(--nt)}
.m{display:block;font-style:normal;margin-top:.15rem;font-size:.8125em;line-height:1.25;color:var(--soft)}
.m.up:before{content:"▲ "}.m.up:before{content:"▲ "/""}.m.dn:before{content:"▼ "}.m.dn:before{content:"▼ "/""}.m.same:before{
content:"= "}.m.same:before{content:"= "/""}.m.fr:before{content:"+ "}.m.fr:before{content:"+ "/""}
.m.up,.m.dn,.m.fr{color:var(--ink);font-weight:700}
.late{color:var(--ink)!important;font-weight:700!important}
.was{display:block;font-weight:400;font-size:.8125em;line-height:1.25;color:var(--soft)}
.bar{display:flex;gap:1px;height:1.5rem;min-width:7rem;font-size:.75rem;font-weight:700;line-height:1.5rem;text-align:center}
.bar i{font-style:normal;min-width:1.05em;overflow:hidden;white-space:nowrap}
.bar .g{box-shadow:inset 0 0 0 1px var(--gb)}.bar .ag{box-shadow:inset 0 0 0 1px var(--agb)}.bar .s{
box-shadow:inset 0 0 0 1px var(--st)}.bar .n{box-shadow:inset 0 0 0 1px var(--nt)}
.u{display:inline-flex;flex-wrap:wrap;gap:2px;vertical-align:middle;font-size:.75rem;font-weight:700}
.u i{font-style:normal;min-width:1.5em;padding:0 .2em;height:1.5em;line-height:1.5em;text-align:center;border-radius:2px;
white-space:nowrap}
.u .g{line-height:1.36em}.u .n{border:1px dashed var(--nt);line-height:1.3em}.u .s{border:1px solid var(--st);line-height:1.3em}
.key{display:flex;flex-wrap:wrap;gap:.3rem .5rem;margin:.5rem 0;font-size:.875rem}
.top{border-bottom:3px solid var(--gold);padding:1.1rem 0 1rem;display:grid;grid-template-columns:1fr auto;gap:1rem 2.5rem;
align-items:end}
.org{font-weight:700;color:var(--soft);margin:0 0 .3rem}
.per{font-size:1.25rem;margin:.35rem 0 0}
.meta{display:grid;grid-template-columns:auto 1fr;gap:.12rem .8rem;font-size:.9375rem}
.meta dt{color:var(--soft)}.meta dd{font-weight:700}
.st{display:inline-block;padding:0 .45em;border:2px solid var(--ink)}
.st.draft{border-style:dashed}
.toc{margin:.8rem 0 0;font-size:.9375rem}
.toc ul{display:flex;flex-wrap:wrap;gap:0 1.1rem}.toc a{display:inline-block;padding:.25rem 0}
.lead{font-size:1.22rem;line-height:1.4;max-width:84ch}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem;align-items:start}
.ask{background:var(--panel);padding:.8rem 1rem .9rem;margin-top:1rem}
.ask h3{margin:0 0 .3rem}.ask ol{list-style:decimal;padding-left:1.3em}.ask li{margin:.15rem 0}
.sum th,.sum td{padding:.32rem .4rem;vertical-align:middle}
.sum thead th{vertical-align:bottom}
.sum tbody th{font-weight:400}.sum .tot>*{font-weight:700;border-top:2px solid var(--rule)}
.sum .z{color:var(--soft)}
.first h2{border:0;margin-top:.8rem}
.chg{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.9rem 2rem;margin-bottom:1.2rem}
.chg>div>div{border-top:1px solid var(--rule);padding:.35rem 0 .8rem}
.chg~.cards tbody th,.dates tbody th{font-weight:400}
.chg h3{margin:0 0 .2rem}.chg li{padding:.12rem 0}.chg p{margin:0}
.chg .k{font-size:.75em}
.reds{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem}
.red{border:1px solid var(--line);border-left:8px solid var(--r);background:none;color:inherit;padding:.7rem 1rem .8rem;
break-inside:avoid}
.red h4{display:block;font-size:1.1rem;margin:0 0 .35rem}
.red dl{margin-top:.5rem}.red dl div{display:grid;grid-template-columns:8.5rem 1fr;gap:0 .6rem;padding:.1rem 0;break-inside:avoid}
.reds.n1 dl{columns:2;column-gap:2rem}
.red dt{color:var(--soft)}
.vis{border:3px solid var(--gold);padding:.3rem .8rem;font-weight:700;max-width:none;margin:0}
.aims{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 1.8rem;align-items:start;padding-top:.9rem}
.aims.n2{grid-template-columns:repeat(2,minmax(0,1fr))}
.aim{position:relative;padding-left:1.35rem}
.aim:before{content:"";position:absolute;left:.45rem;top:-.9rem;bottom:1rem;border-left:3px solid var(--gold)}
.aim h3{margin:0;line-height:1.25}.n3 h3{min-height:2.5em;display:flex;align-items:end}
.aim .bar{margin:.35rem 0 .25rem}
.aim li{position:relative;padding:.28rem 0;border-bottom:1px solid var(--line);display:grid;grid-template-columns:minmax(0,1fr) auto;
gap:.1rem .6rem;align-items:center}
.aim li:before{content:"";position:absolute;left:-1.05rem;top:.62rem;width:.55rem;height:.55rem;border-radius:50%;background:var(--gold)}
.aim li a{padding:.12rem 0}
.hang{font-size:.8125rem;color:var(--soft)}.hang a{display:inline-block;min-width:24px;line-height:24px;padding:0;text-align:center}
col.cd{width:4.3rem}col.wh{width:19%}col.ld{width:15.5%}col.co{width:12.5%}col.du{width:7rem}col.e{width:2.9rem}col.qn{width:9.3rem}
.x col.wh{width:15%}.x col.ld{width:12%}.x col.co{width:10.5%}
thead .bc{width:42%}.by thead .bc{width:25%}.acts.nu col.wh{width:auto}.acts.nu col.ld{width:22%}.acts.nu col.co{width:20%}
.mb{width:32%}
.acts{table-layout:fixed;font-size:.9375rem;line-height:1.36}
.acts .pr{border-bottom:0}
.acts .pr th{background:var(--panel);padding:.4rem .5rem;border-top:1px solid var(--rule)}
.acts .pr .u{margin:0 .4rem 0 .7rem}
.acts tbody th{font-weight:700}
.acts .c{font-size:.86em}
.acts .o{font-weight:400;font-size:.8125em;color:var(--soft)}
.aimh{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline;margin-top:2rem}
.w>svg{display:block;overflow:visible}
.money{display:flex;height:1.4rem;font-size:.75rem;line-height:1.4rem;font-weight:700;text-align:center;gap:1px}
.money i{font-style:normal;overflow:hidden;white-space:nowrap;min-width:0}
.m1{background:var(--ink);color:var(--page)}.m2{background:var(--hi);color:var(--ink)}.m3{box-shadow:inset 0 0 0 2px var(--ink)}
.risk{display:grid;grid-template-columns:minmax(0,1fr) 250px;gap:1.8rem;align-items:start}
.heat{width:100%;max-width:280px;height:auto;display:block}
.heat text{fill:var(--ink);font-size:13px;text-anchor:middle}.heat .sc{fill:var(--ink);font-size:10px;text-anchor:end}
.heat .h3{fill:var(--hi)}.heat .h2{fill:var(--mid)}.heat .h1{fill:var(--low)}.heat rect{stroke:var(--page);stroke-width:2}
.heat .arr{stroke:var(--ink);stroke-width:1.5;fill:none}.heat .fr{fill:var(--page);stroke:var(--ink);stroke-dasharray:2 2}.heat .to{
fill:var(--ink);stroke:var(--ink)}.heat .tt,.heat .ft{font-size:10px;font-weight:700}.heat .tt{fill:var(--page)}
.notes{columns:2;column-gap:2.5rem;font-size:.9375rem}
.notes div{break-inside:avoid;margin:0 0 .6rem}.notes dt{font-weight:700}
.notes ul{list-style:disc;padding-left:1.2em}
@media screen and (min-width:1160px){.acts thead th{position:sticky;top:0;z-index:1}}
@media screen and (max-width:1023px){
.reds.n1 dl{columns:1}.two,.risk{grid-template-columns:minmax(0,1fr);gap:1rem}.chg{grid-template-columns:repeat(2,minmax(0,1fr));
gap:0 2rem}
.aims,.aims.n2{grid-template-columns:minmax(0,1fr);gap:1.2rem}.n3 h3{min-height:0}.aim:before{top:-1.2rem}
}
@media screen and (max-width:1159px){
.acts,.acts tbody,.acts tr,.acts th,.acts td{display:block}
.acts colgroup,.acts thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.acts tr{display:grid;grid-template-columns:10.5rem minmax(0,1fr) minmax(0,1.1fr);grid-template-rows:repeat(7,auto) 1fr;gap:.1rem 1rem;
padding:.6rem 0}
.acts .pr{display:block;padding:0;margin-top:.8rem}
.acts th,.acts td{padding:0}
.acts td:before{font-size:.8125em;color:var(--soft);font-weight:400}
.acts tbody th{grid-area:1/1}.acts .qn{grid-area:2/1/5/2}.acts .e1{grid-area:5/1}.acts .e2{grid-area:6/1}.acts .e3{grid-area:7/1}
.acts [data-l]:before{content:attr(data-l) " "}
.acts .wh{grid-area:1/2/3/3;font-weight:700}.acts .ld{grid-area:3/2}.acts .co{grid-area:4/2}.acts .du{grid-area:5/2}
.acts .ld:before{content:"Lead: "}.acts .co:before{content:"Committee: "}.acts .du:before{content:"Due: "}.acts .was{display:inline;
margin-left:.3em}
.acts .up{grid-area:1/3/9/4}.acts.x .up{grid-area:1/3/4/4}.acts.x .do{grid-area:4/3/9/4}.acts.x .do:before{
content:"What is being done: "}.acts .up:before{content:"Update: "}
}
@media screen and (max-width:1023px){
.cards,.cards caption,.cards tbody,.cards th,.cards td{display:block;text-align:left}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:.3rem 1rem;padding:.6rem 0}
.cards th,.cards td{padding:0}.cards th,.cards .w{grid-column:1/-1}
.cards td:before{content:attr(data-l);display:block;color:var(--soft);font-size:.8125em;font-weight:400}
}
@media screen and (max-width:699px){
body{padding:0 14px 32px}h1{font-size:1.6rem}h2{font-size:1.25rem}.lead{font-size:1.08rem}
.top{grid-template-columns:minmax(0,1fr)}.chg{grid-template-columns:minmax(0,1fr);gap:0}.notes{columns:1}
.acts tr{grid-template-columns:minmax(0,1fr) auto;grid-template-rows:none;gap:.12rem .6rem;padding:.7rem 0 .75rem}
.acts tbody th{grid-area:1/1}.acts .qn{grid-area:1/2;text-align:right}.acts .wh{grid-area:2/1/3/3;font-size:1.05em}
.acts .up,.acts.x .up{grid-area:3/1/4/3;margin:.15rem 0 .25rem}.acts.x .do{grid-area:4/1/5/3;margin:0 0 .25rem}.acts .up:before{
content:none}
.acts .ld{grid-area:5/1/6/3}.acts .co{grid-area:6/1/7/3}.acts .du{grid-area:7/1}.acts .e1,.acts .e2,.acts .e3{justify-self:end}
.acts .e1{grid-area:7/2}.acts .e2{grid-area:8/2}.acts .e3{grid-area:9/2}
.red dl div{grid-template-columns:minmax(0,1fr);padding:.15rem 0}
.cards tr{grid-template-columns:repeat(2,minmax(0,1fr))}
.sum,.sum caption,.sum thead,.sum tbody{display:block}.sum tr{display:grid;grid-template-columns:minmax(0,1fr);
grid-auto-columns:1.75rem;grid-auto-flow:column;padding:.25rem 0;align-items:center}
.sum th,.sum td{padding:.1rem .15rem}.sum thead .bc{display:none}.sum thead tr{align-items:end;border-bottom:2px solid var(--rule)}
.sum thead th{border:0}.sum tbody .bc{grid-area:2/1/3/9}.sum [colspan]{grid-column:2/9}.sum .tot>*{border:0}
}
@media print{
html{font-size:9.4pt;line-height:1.32}body{padding:0;max-width:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.toc,.skip,.web{display:none}.po{display:inline}a{color:inherit;text-decoration:none}
.top{padding-top:0}h1{font-size:18pt}h2{margin:.95rem 0 .35rem;padding-top:.35rem;font-size:13pt}h3{margin:.6rem 0 .25rem}.aimh{
margin-top:.8rem}
h2,h3,caption,thead,.pr,.aimh{break-after:avoid}section>h2+p{break-after:avoid}
tr,li,.ask,.vis,.aim{break-inside:avoid}
.keep,.glance,.dates{break-inside:avoid}tbody:first-of-type,tbody:first-of-type>tr:first-child,.pr+tr,tbody>tr:last-child{
break-before:avoid}thead{display:table-header-group}
.acts{font-size:8.6pt;line-height:1.27}col.wh{width:17%}col.ld{width:13.5%}col.co{width:11%}.x col.wh{width:14%}.x col.ld{width:11.5%}
.x col.co{width:10%}col.du{width:6.5rem}.du .was{white-space:nowrap;font-size:.76em}col.qn{width:8.9rem}th,td{padding:.26rem .4rem}
.newpage{break-before:page}p,li,dd{orphans:2;widows:2}
.chg{display:flex;gap:1.6rem;margin-bottom:.6rem;break-inside:avoid}.chg>div{flex:1 1 0}.chg>div>div{padding:.2rem 0 .35rem}.chg h3{
margin:0 0 .1rem}.chg li,.chg p{font-size:8.8pt;line-height:1.25;padding:.06rem 0}.ask{margin-top:.5rem;padding:.4rem .7rem .5rem}.key{
margin:.35rem 0}.was{line-height:1.2}.lead{font-size:11.5pt;max-width:none}.sum th,.sum td{padding-top:.14rem;padding-bottom:.14rem}
.bar{height:1.3rem;line-height:1.3rem}.two p{margin:.15rem 0 0}.first h2{margin-top:.2rem;padding-top:.2rem}.glance p,.ask p{
max-width:none}.hang a{line-height:1.2;min-width:0;padding:0 .15em}.aim li{padding:.13rem 0}.aim li:before{top:.5rem}.aim{
font-size:8.8pt;line-height:1.25}.aim .bar{margin:.2rem 0 .15rem}.aim h3{font-size:9.6pt}.aims{padding-top:.5rem}.aim:before{
top:-.5rem}.notes{columns:3;column-gap:1.6rem;font-size:8.4pt;line-height:1.24}.notes div{margin-bottom:.35rem}.risk{
grid-template-columns:minmax(0,1fr) 200px}.heat{max-width:200px}.risk.big{grid-template-columns:minmax(0,1fr) 230px}.big .heat{
max-width:230px}.red{padding:.4rem .8rem}.red dl{margin-top:.25rem}.red dl div{padding:.03rem 0}
}
.poap .lead{font-size:1.05rem;margin:.6rem 0 .8rem;max-width:none}
.poap .aim li{padding:.22rem 0}
.poap .ex{grid-column:1/3;display:block;font-size:.8125rem;line-height:1.3}
.poap .ex .k{font-size:.8em}
.foot{display:grid;grid-template-columns:1.1fr 1.2fr .9fr;gap:0 1.8rem;margin-top:1rem;font-size:.875rem}
.foot h2{font-size:1rem;margin:0 0 .25rem;padding-top:.35rem;border-top:2px solid var(--rule)}
.foot li{padding:.1rem 0}.how{font-size:.8125rem;max-width:none;margin:0}
@media screen and (max-width:1023px){.foot{grid-template-columns:minmax(0,1fr);gap:.8rem}}
@media print{.poap{font-size:9pt}.poap .aim{font-size:8.6pt}.poap .top{padding-bottom:.4rem}.poap .lead{font-size:9.6pt;
margin:.4rem 0 .5rem}.poap .ex{font-size:7.8pt;line-height:1.25}.key{margin:.4rem 0}.poap .aim li{padding:.13rem 0}}
.many>article{border-top:6px solid var(--gold);margin-top:3rem}.many>nav{margin-top:1rem}
@media print{.many>article{break-before:page;border:0;margin:0}.many>article:first-of-type{break-before:auto}}
@media screen{.heat,.w>svg{max-width:100%}}
$css$;
COMMENT ON FUNCTION page_css() IS
  'The style of the pages: light, dark and print; every colour of text has a contrast of 4.5 or more against its ground.';
