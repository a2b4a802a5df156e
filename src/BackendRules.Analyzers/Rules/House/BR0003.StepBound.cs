using System.Collections.Immutable;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR0003: a body so large that flows through it are not followed to their end.</summary>
public sealed class StepBound : Check
{
    internal static readonly Rule Declared = new(
        "BR0003",
        nameof(StepBound),
        "Bodies are small enough to be followed",
        "This body costs more steps than one may; flows through it may be missed",
        Level.Hidden)
    {
        AtEnd = true,
    };

    internal static readonly Option<int> Steps = Option.Number("flow_steps", 4000, 10, 1000000, "How many blocks of code the flow engine may visit in one body, repeats included.");

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(Steps);

    public StepBound()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var flows = TaintFlows.Of(watch.Compilation, watch.Options, watch.Cancellation);
        watch.Model(context =>
        {
            foreach (var body in flows.Bounds(context.SemanticModel, context.CancellationToken))
                context.ReportDiagnostic(At(body, context.SemanticModel.SyntaxTree, context.CancellationToken));
        });
        watch.End(context =>
        {
            foreach (var body in flows.Cut(context.CancellationToken))
            {
                if (context.Compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == body.File) is { } tree)
                    context.ReportDiagnostic(At(body, tree, context.CancellationToken));
            }
        });
    }

    private static Diagnostic At(FlowStep body, SyntaxTree tree, CancellationToken cancellation) =>
        Declared.At(Location.Create(tree, TextSpan.FromBounds(body.Start, tree.GetText(cancellation).Lines.GetLineFromPosition(body.Start).End)));
}
