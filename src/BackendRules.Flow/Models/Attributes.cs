using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>
/// What a declaration says about itself: <c>[TaintSource]</c>, <c>[TaintSink("sql")]</c>, <c>[Sanitizes("path")]</c>, <c>[Untainted]</c>, told by
/// name so that nobody has to reference an assembly for them.
/// </summary>
internal static class Attributes
{
    private const string Space = "BackendRules";

    public static void Read(MemberModel model, ModelSet models, ISymbol member)
    {
        foreach (var attribute in All(member))
            OnMember(model, models, attribute);
        if (member is not IMethodSymbol method)
            return;
        foreach (var attribute in method.GetReturnTypeAttributes())
            OnMember(model, models, attribute);
        foreach (var parameter in method.Parameters)
        {
            foreach (var attribute in parameter.GetAttributes())
                OnParameter(model, models, attribute, parameter.Ordinal);
        }
    }

    /// <summary>Whether what is declared here never carries anything.</summary>
    public static bool IsUntainted(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (Is(attribute, "UntaintedAttribute"))
                return true;
        }

        return false;
    }

    /// <summary>The kinds that a <c>[TaintSource]</c> names; what callers send, when it names none.</summary>
    public static ulong SourceKinds(AttributeData attribute, ModelSet models) => Mask(attribute, models.Sources) is var kinds and not 0 ? kinds : models.Sources.Find("remote");

    private static IEnumerable<AttributeData> All(ISymbol member) =>
        member is IMethodSymbol { AssociatedSymbol: IPropertySymbol property } ? member.GetAttributes().Concat(property.GetAttributes()) : member.GetAttributes();

    private static void OnMember(MemberModel model, ModelSet models, AttributeData attribute)
    {
        if (Is(attribute, "TaintSourceAttribute"))
        {
            model.Sources.Add(new SourceModel(new PortRef(PortRef.Return, ""), SourceKinds(attribute, models), null));
        }
        else if (Is(attribute, "SanitizesAttribute"))
        {
            model.Cleans.Add(new CleanModel(Mask(attribute, models.Sinks) is var kinds and not 0 ? kinds : Kinds.All, PortRef.Return, null, -1));
        }
        else if (Is(attribute, "UntaintedAttribute"))
        {
            model.Cleans.Add(new CleanModel(Kinds.All, PortRef.Return, null, -1));
        }
        else if (Is(attribute, "TaintSinkAttribute"))
        {
            model.Sinks.Add(new SinkModel(new PortRef(0, ""), Mask(attribute, models.Sinks), null, -1));
        }
    }

    private static void OnParameter(MemberModel model, ModelSet models, AttributeData attribute, int index)
    {
        if (Is(attribute, "TaintSinkAttribute"))
            model.Sinks.Add(new SinkModel(new PortRef(index, ""), Mask(attribute, models.Sinks), null, -1));
        else if (Is(attribute, "SanitizesAttribute"))
            model.Guards.Add(new GuardModel(new PortRef(index, ""), Mask(attribute, models.Sinks) is var kinds and not 0 ? kinds : Kinds.All, true, null, -1));
    }

    private static ulong Mask(AttributeData attribute, Kinds kinds)
    {
        ulong mask = 0;
        foreach (var argument in attribute.ConstructorArguments)
            Add(argument);
        return mask;

        void Add(TypedConstant constant)
        {
            if (constant.Kind == TypedConstantKind.Array)
            {
                foreach (var inner in constant.Values.IsDefault ? ImmutableArray<TypedConstant>.Empty : constant.Values)
                    Add(inner);
            }
            else if (constant.Value is string text)
            {
                mask |= kinds.Find(text);
            }
        }
    }

    private static bool Is(AttributeData attribute, string name) => TypeName.Is(attribute.AttributeClass, Space, name);
}
