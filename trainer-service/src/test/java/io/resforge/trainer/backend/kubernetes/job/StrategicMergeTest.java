package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.resforge.trainer.backend.kubernetes.job.PodTemplate.PodTree;
import io.resforge.trainer.backend.kubernetes.job.PodTemplate.StrategicMerge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # groups are merged, words replaced, null takes away
            {a: {b: 1, c: 2}}                                 | {a: {c: 3}}                                  | {a: {b: 1, c: 3}}
            {a: {b: 1, c: 2}}                                 | {a: {b: null}}                               | {a: {c: 2}}
            {a: 1}                                            | {b: {c: null}}                               | {a: 1, b: {}}
            {a: {b: 1}}                                       | {a: word}                                    | {a: word}
            {a: word}                                         | {a: {b: 1}}                                  | {a: {b: 1}}
            # lists with a merge key
            {containers: [{name: a, image: x, tty: true}]}    | {containers: [{name: a, image: y}]}          | {containers: [{name: a, image: y, tty: true}]}
            {containers: [{name: a}, {name: b}]}              | {containers: [{name: c}, {name: a, tty: 1}]} | {containers: [{name: a, tty: 1}, {name: b}, {name: c}]}
            {ports: [{containerPort: 1, name: x}]}            | {ports: [{containerPort: 1, name: y}]}       | {ports: [{containerPort: 1, name: y}]}
            {volumeMounts: [{mountPath: /a, name: x}]}        | {volumeMounts: [{mountPath: /a, name: y}]}   | {volumeMounts: [{mountPath: /a, name: y}]}
            # of which only one field may be set
            {env: [{name: A, value: x}]}                      | {env: [{name: A, valueFrom: {f: 1}}]}        | {env: [{name: A, valueFrom: {f: 1}}]}
            {volumes: [{name: v, emptyDir: {}}]}              | {volumes: [{name: v, hostPath: {path: /a}}]} | {volumes: [{name: v, hostPath: {path: /a}}]}
            # appended, and replaced
            {tolerations: [{key: a}]}                         | {tolerations: [{key: b}]}                    | {tolerations: [{key: a}, {key: b}]}
            {envFrom: [{prefix: a}]}                          | {envFrom: [{prefix: b}]}                     | {envFrom: [{prefix: a}, {prefix: b}]}
            {args: [a, b]}                                    | {args: [c]}                                  | {args: [c]}
            # directives
            {containers: [{name: a}, {name: b}]}              | {containers: [{name: a, $patch: delete}]}    | {containers: [{name: b}]}
            {containers: [{name: a}]}                         | {containers: [{name: x, $patch: delete}]}    | {containers: [{name: a}]}
            {a: {b: 1, c: 2}}                                 | {a: {$patch: replace, d: 3}}                 | {a: {d: 3}}
            {a: {b: 1}, c: 1}                                 | {a: {$patch: delete}}                        | {c: 1}
            """)
    void mergesAsKubernetesDoes(String base, String patch, String merged) {
        assertThat(StrategicMerge.merge(tree(base), tree(patch))).isEqualTo(tree(merged));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {spec: {containers: [{image: x}]}}                | each element of spec.containers must have a 'name', was {"image":"x"}
            {spec: {volumes: [word]}}                         | each element of spec.volumes must have a 'name', was "word"
            {spec: {$patch: remove}}                          | spec.$patch must be merge, replace or delete, was 'remove'
            {spec: {$setElementOrder/env: []}}                | spec.$setElementOrder/env is not known; $patch is
            """)
    void refusesWhatIsNoPatchAndSaysWhere(String patch, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrategicMerge.merge(tree("{spec: {}}"), tree(patch)))
                .withMessage(message);
    }

    @Test
    void leavesBothAsTheyWere() {
        ObjectNode base = tree("{containers: [{name: a, env: [{name: X, value: x}]}]}");
        ObjectNode patch = tree("{containers: [{name: a, env: [{name: Y, value: y}]}]}");

        StrategicMerge.merge(base, patch);

        assertThat(base).isEqualTo(tree("{containers: [{name: a, env: [{name: X, value: x}]}]}"));
        assertThat(patch).isEqualTo(tree("{containers: [{name: a, env: [{name: Y, value: y}]}]}"));
    }

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) PodTree.yaml(yaml);
    }
}
