using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6012: something that is meant for reading is written through.</summary>
public sealed class WrittenReadOnly : Check
{
    internal static readonly Rule Declared = new(
        "BR6012",
        nameof(WrittenReadOnly),
        "What is for reading isn't written through",
        "'{0}' writes through '{1}', which is meant for reading: on a replica it fails, elsewhere it goes past the writer's rules; use the one for writing",
        Level.Off)
    {
        Profile = ["DB5"],
    };

    private static readonly string[][] s_words = [["Read", "Only"], ["Readonly"], ["Replica"], ["Replicas"], ["Read", "Model"]];

    public WrittenReadOnly()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Data.Common.DbConnection");

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (DataCall.Of(call) is not { Effect: not DataEffect.Query, Store: not DataStore.Redis, On: { } on } || Named(on) is not { } name)
            return;
        context.ReportDiagnostic(Declared.At(CallPlace.Of(call), call.TargetMethod.Name, name));
    });

    /// <summary>The name that says so: of the context's type, of what holds the connection or gave it, or the connection's own text.</summary>
    private static string? Named(IOperation on)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            var bare = LocalValues.Bare(on);
            if (bare.Type is { } type && Says(type.Name))
                return type.Name;
            if (LocalValues.Named(bare) is { } held && Says(held.Name))
                return held.Name;
            var made = LocalValues.Resolve(bare);
            if (made is IAwaitOperation awaited)
                made = LocalValues.Bare(awaited.Operation);
            if (made is IObjectCreationOperation { Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string text } }, ..] })
                return text.Replace(" ", "").IndexOf("ApplicationIntent=ReadOnly", StringComparison.OrdinalIgnoreCase) >= 0 ? "ApplicationIntent=ReadOnly" : null;
            if (made is not IInvocationOperation call)
                return null;
            if (Says(call.TargetMethod.Name))
                return call.TargetMethod.Name;
            if (call.Instance is not { } from)
                return null;
            on = from;
        }

        return null;
    }

    private static bool Says(string name) => Array.Exists(s_words, words => NameWords.Have(name, words));
}
