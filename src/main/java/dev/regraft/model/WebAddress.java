package dev.regraft.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** What is asked of the address of something on the web. */
final class WebAddress {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private WebAddress() {
    }

    /** @throws IllegalArgumentException if the text is no http: or https: address */
    static URI of(String what, String text) {
        try {
            URI address = new URI(text);
            requireHttp(what, address);
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(what + " must be an address: " + text, e);
        }
    }

    /** Names and passwords do not belong into an address: those are shown to everybody. */
    static void requireHttp(String what, URI address) {
        if (!(scheme(address).equals("https") || scheme(address).equals("http")) || address.getHost() == null) {
            throw new IllegalArgumentException(what + " must be an https: address: " + shown(address));
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(what + " must not have a name or a password in it: " + shown(address));
        }
    }

    /** What was asked for encrypted is not taken in the clear. */
    static void requireRedirect(URI from, URI to) {
        requireHttp("where a redirect leads", to);
        if (isEncrypted(from) && !isEncrypted(to)) {
            throw new IllegalArgumentException("a redirect from https: must lead to it: " + shown(to));
        }
    }

    static boolean isEncrypted(URI address) {
        return scheme(address).equals("https");
    }

    static boolean isThisMachine(URI address) {
        return address.getHost() != null && THIS_MACHINE.contains(address.getHost().toLowerCase(Locale.ROOT));
    }

    /** Whether two addresses are of one server: the same scheme, host and port. */
    static boolean sameServer(URI one, URI other) {
        return scheme(one).equals(scheme(other)) && one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : isEncrypted(address) ? 443 : 80;
    }

    private static String scheme(URI address) {
        return address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    }

    /** As it may be shown: without a query, in which signatures stand, and without a name and a password. */
    static String shown(URI address) {
        String server = address.getHost() == null ? "" : "//" + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
        return scheme(address) + ":" + server + (address.getRawPath() == null ? "" : address.getRawPath());
    }
}
