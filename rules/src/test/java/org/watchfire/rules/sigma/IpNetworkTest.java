package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.1.2,true",
    "10.0.0.0/8,11.0.0.1,false",
    "192.168.4.0/22,192.168.7.255,true",
    "192.168.4.0/22,192.168.8.0,false",
    "0.0.0.0/0,8.8.8.8,true",
    "10.1.2.3,10.1.2.3,true",
    "10.1.2.3/32,10.1.2.4,false",
    "10.0.0.0/8,::ffff:10.2.3.4,true",
    "10.0.0.0/8,not an address,false",
    "10.0.0.0/8,10.0.0,false",
    "10.0.0.0/8,10.0.0.1.2,false",
    "10.0.0.0/8,10.0.0.256,false",
    "10.0.0.0/8,fe80::1,false",
    "fe80::/10,fe80::1%eth0,true",
    "fe80::/10,FEBF::1,true",
    "fe80::/10,fec0::1,false",
    "2001:db8::/32,2001:db8:0:1:2:3:4:5,true",
    "::1/128,::1,true",
    "::/0,2001:db8::,true",
    "2001:db8::/32,2001:db8::1::2,false",
  })
  void contains(String network, String ip, boolean expected) {
    assertThat(IpNetwork.parse(network).orElseThrow().contains(ip)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0.0/",
        "host/8",
        "10.0.0.0/-1",
        "::/129",
        ":::/8",
        "1:2:3/16"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThat(IpNetwork.parse(text)).isEmpty();
  }

  @Property(tries = 500)
  void readsTheJdksTexts(@ForAll @Size(16) byte[] v6, @ForAll @IntRange(max = 1) int family)
      throws UnknownHostException {
    byte[] address = family == 0 ? java.util.Arrays.copyOf(v6, 4) : v6;
    byte[] read = IpNetwork.address(InetAddress.getByAddress(address).getHostAddress());
    assertThat(read).isEqualTo(address);
  }
}
