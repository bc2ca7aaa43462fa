/** The mark of 烽燧: a watch tower with its fire lit. Decorative; the name stands beside it. */
export function Beacon({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className="wf-beacon-fire"
        d="M16 1.500c.7 3.400 5.200 5.200 5.200 9.400 0 3-2.300 5.100-5.200 5.100s-5.200-2.100-5.200-5.100c0-2.200 1.400-3.400 2.300-4.800.3 1.300 1 1.800 1.700 2.100-.5-2.700.2-4.900 1.200-6.700z"
      />
      <path
        className="wf-beacon-core"
        d="M16.200 8.500c.3 1.500 1.900 2.300 1.900 4 0 1.300-.9 2.200-2.100 2.200s-2.100-.9-2.100-2.200c0-1.500 1.700-2.200 2.300-4z"
      />
      <path
        className="wf-beacon-tower"
        d="M8.500 17.500h2.600v1.600h2.400v-1.600h5v1.600h2.400v-1.600h2.600v4.300h-1.300l1.900 8.700H7.900l1.900-8.700H8.500zM14 30.500h4v-4.300a2 2 0 0 0-4 0z"
        fillRule="evenodd"
      />
    </svg>
  );
}
