// A gRPC server that answers each call to /peer.Classifier/Classify at once with as many bytes as a real answer has: what the
// transport costs in a language known for it. Says `ready PORT` once it answers.
package main

import (
	"context"
	"fmt"
	"log"
	"net"

	"google.golang.org/grpc"
)

// The answer's size: ten classes with their labels, and the model that answered.
const answerBytes = 310

// raw passes messages on as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error)      { return *v.(*[]byte), nil }
func (raw) Unmarshal(data []byte, v any) error { *v.(*[]byte) = append([]byte(nil), data...); return nil }
func (raw) Name() string                       { return "raw" }

func classify(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	var request []byte
	if err := decode(&request); err != nil {
		return nil, err
	}
	answer := make([]byte, answerBytes)
	copy(answer, request)
	return &answer, nil
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(grpc.ForceServerCodec(raw{}))
	methods := []grpc.MethodDesc{{MethodName: "Classify", Handler: classify}}
	server.RegisterService(&grpc.ServiceDesc{ServiceName: "peer.Classifier", HandlerType: (*any)(nil), Methods: methods}, struct{}{})
	fmt.Println("ready", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(server.Serve(listener))
}
