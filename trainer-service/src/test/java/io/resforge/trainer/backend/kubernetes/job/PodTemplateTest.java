package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTemplateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            just words                                        | must be a group of metadata and spec
            {spec: [}                                         | must be YAML
            {kind: Pod}                                       | a pod template has metadata and spec, but not 'kind'
            {metadata: {name: x}}                             | has annotations and labels, but not 'name'
            {spec: {contaners: []}}                           | spec.contaners is not known; there is: activeDeadlineSeconds
            {spec: {containers: [{name: worker, imge: x}]}}   | spec.containers[0].imge is not known
            {spec: {hostNetwork: perhaps}}                    | spec.hostNetwork cannot be read
            {spec: {containers: [{image: x}]}}                | each element of spec.containers must have a 'name'
            """)
    void refusesWhatIsNoPartOfAPodTemplateAndSaysWhere(String yaml, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PodTemplate.yaml(yaml))
                .withMessageContaining(message);
    }

    @Test
    void takesDirectivesAndQuantities() {
        PodTemplate template = PodTemplate.yaml("""
                spec:
                  securityContext: {fsGroup: null}
                  containers:
                    - name: worker
                      resources: {limits: {cpu: 1500m, memory: 2Gi}}
                      livenessProbe: {httpGet: {path: /healthz, port: metrics}}
                  volumes: [{name: tmp, $patch: delete}]
                """);

        assertThat(template.tree().at("/spec/volumes/0/name").asText()).isEqualTo("tmp");
    }
}
