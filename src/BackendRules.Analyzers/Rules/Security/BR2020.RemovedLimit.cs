using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2020: a limit on what a caller may send, taken away.</summary>
public sealed class RemovedLimit : Check
{
    internal static readonly Rule Declared = new(
        "BR2020",
        nameof(RemovedLimit),
        "What callers may send has a limit",
        "'{0}' takes the limit of {1} away, so that one caller can use up the memory or the disk; set the limit that you need",
        Level.Warning)
    {
        Profile = ["CR4", "SB3"],
        Cwe = [770],
        Owasp = ["API4"],
        Asvs = ["5.2.1"],
    };

    private static readonly DiagnosticDescriptor s_rate =
        Declared.Saying("'{0}' lets a caller send or read as slowly as it likes, and each one holds a connection; set the least rate that you need", Level.Info);

    private static readonly Members s_metadata = new("Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute.new");

    public RemovedLimit()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        watch.Node(SyntaxKind.Attribute, Marked);
        watch.Operation(OperationKind.SimpleAssignment, Set);
        watch.Creation(s_metadata, static (context, creation) =>
        {
            // The compiler shows attributes as creations, too.
            if (creation.Parent?.Kind != OperationKind.Attribute)
                context.ReportDiagnostic(Declared.At(creation.Syntax.GetLocation(), creation.Syntax.ToString(), "request bodies"));
        });
    }

    private static void Marked(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        var name = attribute.Name.ToString();
        if (name.IndexOf("Request", StringComparison.Ordinal) < 0)
            return;
        if (context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType is not { } type || type.ContainingNamespace is not { Name: "Mvc" })
            return;
        var removes = type.Name == "DisableRequestSizeLimitAttribute"
            || type.Name is "RequestSizeLimitAttribute" or "RequestFormLimitsAttribute" && (attribute.ArgumentList?.Arguments.Any(a => IsBoundless(context.SemanticModel.GetConstantValue(a.Expression, context.CancellationToken))) ?? false);
        if (removes)
            context.ReportDiagnostic(Declared.At(attribute.GetLocation(), name, "request bodies"));
    }

    private static void Set(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property } || assignment.Parent is IArgumentOperation)
            return;
        var value = LocalValues.Bare(assignment.Value).ConstantValue;
        var isNull = value is { HasValue: true, Value: null };
        var isBoundless = IsBoundless(value);
        if (isNull && property.Name is "MinRequestBodyDataRate" or "MinResponseDataRate" && property.ContainingType.Name == "KestrelServerLimits" && !EnvironmentGate.Covers(assignment))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_rate, assignment.Syntax.GetLocation(), $"{property.Name} = null"));
            return;
        }

        var what = property.Name switch
        {
            "MaxRequestBodySize" when isNull || isBoundless => "request bodies",
            "MultipartBodyLengthLimit" or "ValueLengthLimit" or "BufferBodyLengthLimit" or "MultipartBoundaryLengthLimit" or "ValueCountLimit" or "KeyLengthLimit" when isBoundless && property.ContainingType.Name == "FormOptions" => "form bodies",
            "MaxReceiveMessageSize" when isNull && property.ContainingNamespace.Name is "Server" or "Client" or "AspNetCore" => "messages",
            "MaximumReceiveMessageSize" when isNull && property.ContainingNamespace.Name == "SignalR" => "messages",
            "MaxRequestLineSize" or "MaxRequestHeadersTotalSize" or "MaxRequestHeaderCount" when isBoundless && property.ContainingType.Name == "KestrelServerLimits" => "request headers",
            "MaxRequestBufferSize" when isNull && property.ContainingType.Name == "KestrelServerLimits" => "buffered requests",
            "MaxDepth" when isBoundless && property.ContainingType.Name is "JsonSerializerOptions" or "JsonReaderOptions" or "JsonDocumentOptions" or "JsonSerializerSettings" or "JsonSerializer" => "nested JSON",
            "MaxDepth" when isNull && property.ContainingType.Name is "JsonSerializerSettings" or "JsonSerializer" && property.ContainingNamespace.Name == "Json" => "nested JSON",
            _ => null,
        };
        if (what is not null && !EnvironmentGate.Covers(assignment))
            context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), $"{property.Name} = {assignment.Value.Syntax}", what));
    }

    private static bool IsBoundless(Optional<object?> value) => value is { HasValue: true, Value: int.MaxValue or long.MaxValue or uint.MaxValue or ulong.MaxValue };
}
