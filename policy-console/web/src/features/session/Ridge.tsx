/** Ridges with a line of beacon towers, the nearest one lit: what the product is named after. */
const towers: [x: number, y: number, scale: number][] = [
  [62, 470, 0.15],
  [214, 480, 0.19],
  [352, 452, 0.25],
];

function Tower({ x, y, scale }: { x: number; y: number; scale: number }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <circle className="wf-ridge-glow" cx="0" cy="-110" r="190" fill="url(#wf-glow)" />
      <path
        className="wf-ridge-fire"
        d="M4-176c2 24 34 38 34 70 0 24-16 40-38 40s-38-16-38-40c0-20 12-28 18-44 6 8 8 14 8 20 10-12 16-26 16-46z"
      />
      <path
        className="wf-ridge-core"
        d="M2-128c2 14 17 20 17 38 0 14-8 22-19 22s-19-8-19-22c0-16 17-22 21-38z"
      />
      <path
        className="wf-ridge-tower"
        d="M-38-72h15v9h13v-9h20v9h13v-9h15v24h-7l12 88h-86l12-88h-7z"
      />
    </g>
  );
}

export function Ridge() {
  return (
    <svg
      className="wf-ridge"
      viewBox="0 0 640 800"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <defs>
        <radialGradient id="wf-glow">
          <stop offset="0" stopColor="#ff7a4d" stopOpacity="0.6" />
          <stop offset="0.35" stopColor="#e2502f" stopOpacity="0.22" />
          <stop offset="1" stopColor="#d8472a" stopOpacity="0" />
        </radialGradient>
        <linearGradient id="wf-sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#0b1524" />
          <stop offset="0.45" stopColor="#172841" />
          <stop offset="0.66" stopColor="#3a4358" />
        </linearGradient>
      </defs>
      <rect width="640" height="800" fill="url(#wf-sky)" />
      <path
        fill="#2a3a52"
        d="M0 492l62-24 58 34 44-18 50-6 62 30 76-58 66 46 58-26 74 44 90-36V800H0z"
      />
      {towers.map(([x, y, scale]) => (
        <Tower key={x} x={x} y={y} scale={scale} />
      ))}
      <path
        fill="#1c2c44"
        d="M0 566l84-34 72 34 92-48 78 50 60-22 66 32 62-34 70 36 56-26V800H0z"
      />
      <Tower x={500} y={604} scale={0.5} />
      <path
        fill="#132136"
        d="M0 668l96-38 104 40 118-46 92 8 60-18 34-6 44 12 92 50V800H0z"
      />
      <path fill="#0c1727" d="M0 744l120-34 150 36 140-36 122 30 108-22V800H0z" />
    </svg>
  );
}
