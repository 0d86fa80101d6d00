package io.resforge.registry.store.s3;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** Which region requests are signed for. */
final class Regions {

    private Regions() {}

    /**
     * The region that is set; for a server other than Amazon's, which mostly do not care, there is one by default.
     *
     * @throws SdkClientException if it takes one and none is set
     */
    static Region of(Optional<URI> endpoint) {
        // A server of one's own is not asked about at Amazon's metadata service, which takes seconds where there is
        // none.
        AwsRegionProvider provider = endpoint.isPresent()
                ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                : new DefaultAwsRegionProviderChain();
        try {
            return provider.getRegion();
        } catch (SdkClientException e) {
            if (endpoint.isPresent()) {
                return Region.US_EAST_1;
            }
            throw SdkClientException.create(
                    "no region is set: set AWS_REGION, or for a server other than Amazon's AWS_ENDPOINT_URL_S3", e);
        }
    }
}
