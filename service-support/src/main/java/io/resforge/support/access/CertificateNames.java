package io.resforge.support.access;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** The names in a client's certificate: the alternative ones (DNS, URI, e-mail), then the common name of its subject. */
final class CertificateNames {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final Set<Integer> KINDS = Set.of(EMAIL, DNS, URI);

    private CertificateNames() {}

    /** @param chain as TLS has verified it; the first is the client's own, the others are its issuers' */
    static List<String> of(List<Certificate> chain) {
        return chain.isEmpty() || !(chain.getFirst() instanceof X509Certificate certificate)
                ? List.of()
                : names(certificate);
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> others = certificate.getSubjectAlternativeNames();
            for (List<?> other : others == null ? List.<List<?>>of() : others) {
                if (KINDS.contains((Integer) other.get(0))) {
                    names.add((String) other.get(1));
                }
            }
            new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .forEach(part -> names.add(String.valueOf(part.getValue())));
        } catch (CertificateParsingException | InvalidNameException e) {
            // A name that cannot be read is none that a line could have.
        }
        return names;
    }
}
